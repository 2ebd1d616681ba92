/** Zoom and pan of the drawing: buttons, Ctrl+wheel around the pointer, dragging the background. */
import { nextTick, onBeforeUnmount, ref, watch, type Ref } from 'vue'

export const LEAST = 0.4
export const MOST = 1.5
const clamp = (value: number) => Math.round(Math.min(MOST, Math.max(LEAST, value)) * 100) / 100

export function useZoom(box: Ref<HTMLElement | undefined>, inner: Ref<HTMLElement | undefined>, enabled: () => boolean) {
  const zoom = ref(1)
  const panning = ref(false)

  /** What is at that point (by default: in the middle) stays there. */
  async function zoomTo(next: number, x?: number, y?: number): Promise<void> {
    const frame = box.value
    const content = inner.value
    const value = clamp(next)
    if (!frame || !content || value === zoom.value) return
    const outer = frame.getBoundingClientRect()
    const [atX, atY] = [x ?? outer.left + outer.width / 2, y ?? outer.top + outer.height / 2]
    const before = middle(content)
    const [byX, byY] = [(atX - before.x) / zoom.value, (atY - before.y) / zoom.value]
    zoom.value = value
    await nextTick()
    const after = middle(content)
    frame.scrollLeft += after.x + byX * value - atX
    frame.scrollTop += after.y + byY * value - atY
  }
  const middle = (content: HTMLElement) => {
    const rect = content.getBoundingClientRect()
    return { x: rect.left + rect.width / 2, y: rect.top }
  }
  /** As large as all of it can be seen, but never larger than it is. */
  async function fit(): Promise<void> {
    const frame = box.value
    const content = inner.value
    if (!frame || !content) return
    const needs = { width: 0, height: content.offsetHeight }
    // The content may be narrower than its box, which is never narrower than the frame.
    for (const child of content.children) needs.width = Math.max(needs.width, (child as HTMLElement).offsetWidth)
    zoom.value = clamp(Math.min(1, frame.clientWidth / (needs.width + 48), frame.clientHeight / needs.height))
    await nextTick()
    frame.scrollTop = 0
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2
  }

  function onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const lines = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY
    void zoomTo(zoom.value * Math.exp(-lines * 0.0015), event.clientX, event.clientY)
  }
  let from: { x: number; y: number; left: number; top: number } | null = null
  function onDown(event: PointerEvent): void {
    const frame = box.value
    if (!frame || event.button !== 0 || event.pointerType === 'touch' || (event.target as Element).closest('button, [role="menu"]')) return
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
  }
  function onMove(event: PointerEvent): void {
    const frame = box.value
    if (!frame || !from) return
    const [x, y] = [event.clientX - from.x, event.clientY - from.y]
    if (!panning.value && Math.abs(x) + Math.abs(y) < 4) return
    panning.value = true
    frame.scrollLeft = from.left - x
    frame.scrollTop = from.top - y
  }
  function onUp(): void {
    from = null
    panning.value = false
    window.removeEventListener('pointermove', onMove)
    window.removeEventListener('pointerup', onUp)
    window.removeEventListener('pointercancel', onUp)
  }
  watch(box, (frame, old) => {
    old?.removeEventListener('wheel', onWheel)
    old?.removeEventListener('pointerdown', onDown)
    if (!frame || !enabled()) return
    // Not passive: the browser would zoom the whole page.
    frame.addEventListener('wheel', onWheel, { passive: false })
    frame.addEventListener('pointerdown', onDown)
  })
  onBeforeUnmount(onUp)
  return { zoom, zoomTo, fit, panning }
}
