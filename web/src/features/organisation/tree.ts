/** Places in the tree of departments: where a drop or a key puts one, and the list as it is then. Pure. */
import type { Department } from '@/shared/api/types'
import { treeOrder } from '@/shared/form/core/directory'

/** Below `parent` (null: at the top), in front of `before` or as the last. */
export interface Place { parent: string | null; before: string | null }
export type Step = 'up' | 'down' | 'in' | 'out'

const known = (all: Department[], code: string) => all.find((one) => one.code === code)
/** Those of one parent in their order; a parent that nobody knows counts as none, as the tree draws it. */
function siblings(all: Department[], parent: string | null): Department[] {
  const codes = new Set(all.map((one) => one.code))
  return all.filter((one) => (one.parent && codes.has(one.parent) ? one.parent : null) === parent)
}
export const parentOf = (all: Department[], code: string): string | null => {
  const parent = known(all, code)?.parent ?? null
  return parent !== null && known(all, parent) ? parent : null
}
export function below(all: Department[], code: string): Set<string> {
  const found = new Set([code])
  for (const { department } of treeOrder(all)) if (department.parent && found.has(department.parent)) found.add(department.code)
  return found
}

/** Where a department is now. */
export function placeOf(all: Department[], code: string): Place {
  const parent = parentOf(all, code)
  const beside = siblings(all, parent)
  return { parent, before: beside[beside.findIndex((one) => one.code === code) + 1]?.code ?? null }
}

/** Over a row: its upper part means in front of it, its lower part behind it, the middle into it. `share` is 0 to 1. */
export function placeAt(all: Department[], over: string, share: number, carried: string): Place {
  const children = siblings(all, over).filter((one) => one.code !== carried)
  if (share >= 0.3 && share <= 0.7) return { parent: over, before: null }
  const parent = parentOf(all, over)
  if (share < 0.3) return { parent, before: over }
  // Behind a row that has others below it is in front of the first of those: that is what lies there.
  if (children.length) return { parent: over, before: children[0].code }
  const beside = siblings(all, parent).filter((one) => one.code !== carried || one.code === over)
  return { parent, before: beside[beside.findIndex((one) => one.code === over) + 1]?.code ?? null }
}

/** One step by the keyboard; null where there is none. */
export function stepped(all: Department[], code: string, step: Step): Place | null {
  const parent = parentOf(all, code)
  const beside = siblings(all, parent)
  const at = beside.findIndex((one) => one.code === code)
  if (step === 'up') return at > 0 ? { parent, before: beside[at - 1].code } : null
  if (step === 'down') return at < beside.length - 1 ? { parent, before: beside[at + 2]?.code ?? null } : null
  if (step === 'in') return at > 0 ? { parent: beside[at - 1].code, before: null } : null
  return parent === null ? null : { parent: parentOf(all, parent), before: placeOf(all, parent).before }
}

export const samePlace = (one: Place, other: Place) => one.parent === other.parent && one.before === other.before
/** Nothing would change: it is there, or in front of itself. */
export const unmoved = (all: Department[], code: string, to: Place) => to.before === code || samePlace(placeOf(all, code), to)

/** The list with the department at its new place. */
export function moved(all: Department[], code: string, to: Place): Department[] {
  const one = known(all, code)
  if (!one) return all
  const rest = all.filter((other) => other.code !== code)
  const at = to.before === null ? rest.length : rest.findIndex((other) => other.code === to.before)
  return [...rest.slice(0, at), { ...one, parent: to.parent }, ...rest.slice(at)]
}
