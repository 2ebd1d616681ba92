/** The field types' rules, one folder each; skins look up their type here and fall back to plain text. */
import type { Field } from '@/shared/api/types'

export type FilterKind = 'text' | 'number' | 'date' | 'datetime' | 'boolean' | 'choice' | 'person' | 'department' | 'link' | 'none'

export interface FieldCore {
  type: string
  /** What an untouched field holds. */
  empty: unknown
  /** Numbers and money stand right-aligned. */
  numeric?: boolean
  /** Given by the server, never typed. */
  computed?: boolean
  /** More than a cell of a grid holds: changed in the record itself. */
  bulky?: boolean
  /** Needs the whole width of a form. */
  wide?: boolean
  /** How a filter asks for it. */
  filter: FilterKind
  /** Whether grids can sort, group and sum by it. */
  sortable?: boolean
  groupable?: boolean
  summable?: boolean
  /** The value in words. `shown` is what the server gave for it (a name, a title), if anything. */
  text: (value: unknown, field: Field, shown: unknown) => string
}

const modules = import.meta.glob<{ core: FieldCore }>('../fields/*/core.ts', { eager: true })
const cores = new Map<string, FieldCore>(Object.values(modules).map(({ core }) => [core.type, core]))

const unknown: FieldCore = { type: '', empty: null, filter: 'none', text: (value) => (value === null || value === undefined ? '' : String(value)) }

export const coreOf = (type: string): FieldCore => cores.get(type) ?? unknown

/** The type whose look a field has: formulas and look-ups look like their result. */
export function looksLike(field: Field): string {
  const result = field.type === 'formula' || field.type === 'lookup' ? field.settings?.result : undefined
  return typeof result === 'string' && cores.has(result) ? result : field.type
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Any value in words: what reading skins, grids, cards and titles print. */
export function textOf(field: Field, value: unknown, shown?: unknown): string {
  if (isEmpty(value)) return ''
  return coreOf(looksLike(field)).text(value, field, shown)
}
export const isNumeric = (field: Field) => Boolean(coreOf(looksLike(field)).numeric)
