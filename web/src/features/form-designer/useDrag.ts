/**
 * Carrying a field by the pointer: from the palette or from its grip, over the zones (`data-zone`) of the
 * canvas, to a place between two fields. Esc lets go of it and nothing has happened.
 */
import type { FormPart } from '@/shared/api/types'
import { onBeforeUnmount, ref, shallowRef } from 'vue'

/** What is carried: a new field of a type, the field at a path, or a kept part. */
export interface Carried { type: string; label: string; path?: string; part?: FormPart }
export interface Target { zone: string; index: number; why: string }
export interface DragDoor {
  /** Why that may not go there; empty where it may. */
  forbidden: (what: Carried, zone: string) => string
  drop: (what: Carried, zone: string, index: number) => void
}
const START = 5
const EDGE = 48

export function useDrag(door: DragDoor) {
  const carried = shallowRef<Carried | null>(null)
  const target = shallowRef<Target | null>(null)
  const pointer = ref({ x: 0, y: 0 })
  let held: { what: Carried; x: number; y: number } | null = null
  let frame = 0

  function grab(event: PointerEvent, what: Carried): void {
    if (event.button !== 0 || held) return
    held = { what, x: event.clientX, y: event.clientY }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', onKey, true)
  }
  function onMove(event: PointerEvent): void {
    if (!held) return
    if (!carried.value) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < START) return
      carried.value = held.what
      document.body.classList.add('carrying')
      frame = requestAnimationFrame(scroll)
    }
    event.preventDefault()
    pointer.value = { x: event.clientX, y: event.clientY }
    look()
  }
  function look(): void {
    const { x, y } = pointer.value
    const zone = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-zone]')
    const what = carried.value
    const next = zone && what ? { zone: zone.dataset.zone ?? '', index: indexAt(zone, x, y), why: door.forbidden(what, zone.dataset.zone ?? '') } : null
    document.body.classList.toggle('nowhere', Boolean(next?.why))
    if (next?.zone !== target.value?.zone || next?.index !== target.value?.index) target.value = next
  }
  /** Near the upper or lower edge the canvas goes along. */
  function scroll(): void {
    if (!carried.value) return
    const box = document.querySelector<HTMLElement>('[data-canvas]')
    const rect = box?.getBoundingClientRect()
    const { x, y } = pointer.value
    if (box && rect && x > rect.left && x < rect.right) {
      const by = y < rect.top + EDGE ? -10 : y > rect.bottom - EDGE ? 10 : 0
      if (by) {
        box.scrollBy(0, by)
        look()
      }
    }
    frame = requestAnimationFrame(scroll)
  }
  function onUp(): void {
    const what = carried.value
    const to = target.value
    if (what) swallowClick()
    end()
    if (what && to && !to.why) door.drop(what, to.zone, to.index)
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !carried.value) return
    event.preventDefault()
    event.stopPropagation()
    swallowClick()
    end()
  }
  function end(): void {
    held = null
    carried.value = null
    target.value = null
    cancelAnimationFrame(frame)
    document.body.classList.remove('carrying', 'nowhere')
    window.removeEventListener('pointermove', onMove)
    window.removeEventListener('pointerup', onUp)
    window.removeEventListener('pointercancel', end)
    window.removeEventListener('keydown', onKey, true)
  }
  onBeforeUnmount(end)
  return { carried, target, pointer, grab }
}

/** Letting go over the button that was grabbed is no click on it. */
function swallowClick(): void {
  const swallow = (event: Event) => (event.preventDefault(), event.stopPropagation())
  window.addEventListener('click', swallow, { capture: true, once: true })
  const stop = () => window.setTimeout(() => window.removeEventListener('click', swallow, true))
  window.addEventListener('pointerup', stop, { once: true })
  window.addEventListener('pointerdown', () => window.removeEventListener('click', swallow, true), { capture: true, once: true })
}

/** Before which of its fields a point lies: rows from above, beside each other from the left. */
function indexAt(zone: HTMLElement, x: number, y: number): number {
  const items = [...zone.children].filter((child): child is HTMLElement => child instanceof HTMLElement && child.dataset.path !== undefined)
  const wide = zone.getBoundingClientRect().width * 0.7
  const found = items.findIndex((item) => {
    const rect = item.getBoundingClientRect()
    if (y < rect.top) return true
    if (y > rect.bottom) return false
    if (rect.width < wide) return x < rect.left + rect.width / 2
    const head = item.firstElementChild?.getBoundingClientRect() ?? rect
    return y < head.top + head.height / 2
  })
  return found < 0 ? items.length : found
}
