/** Dragging a head to another place: a line shows where it will stand; Esc or a cancelled pointer changes nothing. */
import { ref, type Ref } from 'vue'

const FAR = 5
const EDGE = 40

export function useColumnDrag(box: Ref<HTMLElement | undefined>, edges: () => { left: number; width: number }[], drop: (from: number, before: number) => void) {
  const line = ref<number | null>(null)
  const dragged = ref<number | null>(null)

  function grab(event: PointerEvent, from: number): void {
    if (event.button !== 0) return
    const start = event.clientX
    let before = from
    const move = (now: PointerEvent): void => {
      if (dragged.value === null && Math.abs(now.clientX - start) < FAR) return
      dragged.value = from
      const all = edges()
      const seen = box.value!.getBoundingClientRect()
      if (now.clientX > seen.right - EDGE) box.value!.scrollLeft += 14
      else if (now.clientX < seen.left + EDGE) box.value!.scrollLeft -= 14
      const x = now.clientX - seen.left
      const found = all.findIndex((edge) => x < edge.left + edge.width / 2)
      before = found < 0 ? all.length : found
      line.value = before < all.length ? all[before].left : all[all.length - 1].left + all[all.length - 1].width
    }
    const end = (): void => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', put)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', onKey, true)
      line.value = dragged.value = null
    }
    const put = (): void => {
      const moved = dragged.value !== null
      end()
      if (!moved) return
      // The click that follows belongs to the drag.
      const swallow = (click: MouseEvent): void => click.stopPropagation()
      window.addEventListener('click', swallow, true)
      window.setTimeout(() => window.removeEventListener('click', swallow, true))
      if (before !== from && before !== from + 1) drop(from, before)
    }
    const onKey = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape') return
      key.stopPropagation()
      end()
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', put)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', onKey, true)
  }
  return { grab, line, dragged }
}
