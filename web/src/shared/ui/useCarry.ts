/**
 * Carrying something by the pointer to a place: it begins after a few pixels, so that a click stays a click, the
 * scrolled box goes along near its edges, Esc lets go and nothing has happened.
 */
import { onBeforeUnmount, ref, shallowRef } from 'vue'

export interface CarryDoor<What, Place> {
  /** The place under the pointer, if there is one. */
  look: (what: What, x: number, y: number) => Place | null
  same: (one: Place, other: Place) => boolean
  /** Why it may not be put there; empty where it may. */
  forbidden: (place: Place) => string
  drop: (what: What, place: Place) => void
  /** What scrolls while something is carried near its upper or lower edge. */
  box: () => HTMLElement | null
}
const START = 5
const EDGE = 48

export function useCarry<What, Place>(door: CarryDoor<What, Place>) {
  const carried = shallowRef<What | null>(null)
  const target = shallowRef<Place | null>(null)
  const pointer = ref({ x: 0, y: 0 })
  let held: { what: What; x: number; y: number } | null = null
  let frame = 0

  function grab(event: PointerEvent, what: What): void {
    if (event.button !== 0 || held) return
    held = { what, x: event.clientX, y: event.clientY }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', onKey, true)
  }
  function onMove(event: PointerEvent): void {
    if (!held) return
    if (carried.value === null) {
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
    const next = carried.value === null ? null : door.look(carried.value, pointer.value.x, pointer.value.y)
    document.body.classList.toggle('nowhere', Boolean(next && door.forbidden(next)))
    const now = target.value
    if (!(next && now ? door.same(next, now) : next === now)) target.value = next
  }
  function scroll(): void {
    if (carried.value === null) return
    const box = door.box()
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
    if (what !== null) swallowClick()
    end()
    if (what !== null && to && !door.forbidden(to)) door.drop(what, to)
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || carried.value === null) return
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
