/**
 * Carrying a field by the pointer: from the palette or from its grip, over the zones (`data-zone`) of the
 * canvas, to a place between two fields.
 */
import type { FormPart } from '@/shared/api/types'
import { useCarry } from '@/shared/ui/useCarry'

/** What is carried: a new field of a type, the field at a path, or a kept part. */
export interface Carried { type: string; label: string; path?: string; part?: FormPart }
export interface Target { zone: string; index: number; why: string }
export interface DragDoor {
  /** Why that may not go there; empty where it may. */
  forbidden: (what: Carried, zone: string) => string
  drop: (what: Carried, zone: string, index: number) => void
}

export const useDrag = (door: DragDoor) => useCarry<Carried, Target>({
  look(what, x, y) {
    const zone = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-zone]')
    const name = zone?.dataset.zone ?? ''
    return zone ? { zone: name, index: indexAt(zone, x, y), why: door.forbidden(what, name) } : null
  },
  same: (one, other) => one.zone === other.zone && one.index === other.index,
  forbidden: (place) => place.why,
  drop: (what, place) => door.drop(what, place.zone, place.index),
  box: () => document.querySelector<HTMLElement>('[data-canvas]'),
})

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
