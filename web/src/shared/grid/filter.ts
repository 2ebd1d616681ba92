/** Filters as rows of field – operator – value, alone or in groups, and the FEEL text that the server understands. */
import type { Field } from '@/shared/api/types'
import { coreOf, looksLike, type FilterKind } from '@/shared/form/core/registry'
import { shifted } from '@/shared/form/core/numbers'
import { bounds } from './spans'

export type Operator =
  | '=' | '!=' | '>' | '>=' | '<' | '<=' | 'contains' | 'starts with' | 'empty' | 'filled' | 'in' | 'within' | 'me' | 'not me' | 'mine'
export interface FilterRow { field: string; operator: Operator; value: unknown }
export type Joiner = 'and' | 'or'
export interface FilterGroup { joiner: Joiner; rows: FilterRow[] }
export type FilterPart = FilterRow | FilterGroup
export interface Filter { joiner: Joiner; parts: FilterPart[] }

const ORDER: Operator[] = ['=', '!=', '>=', '<=', '>', '<']
const BY_KIND: Record<FilterKind, Operator[]> = {
  text: ['contains', '=', '!=', 'starts with', 'empty', 'filled'],
  number: [...ORDER, 'empty', 'filled'],
  date: [...ORDER, 'empty', 'filled'],
  datetime: ['>=', '<', 'empty', 'filled'],
  boolean: ['='],
  choice: ['=', '!=', 'in', 'empty', 'filled'],
  person: ['=', '!=', 'empty', 'filled'],
  department: ['=', '!=', 'empty', 'filled'],
  link: ['=', '!=', 'empty', 'filled'],
  none: ['empty', 'filled'],
}
const ROW = 'line'
const BARE = new Set<Operator>(['empty', 'filled', 'me', 'not me', 'mine'])
export const isGroup = (part: FilterPart): part is FilterGroup => 'rows' in part
export const noFilter = (): Filter => ({ joiner: 'and', parts: [] })
export const kindOf = (field: Field): FilterKind => coreOf(looksLike(field)).filter
export const isList = (field: Field) => field.type === 'multiselect' || ((field.type === 'person' || field.type === 'department') && Boolean(field.settings?.multiple))
/** What any condition can ask of a field. */
export function operatorsFor(field: Field): Operator[] {
  if (isList(field)) return ['contains', 'empty', 'filled']
  return BY_KIND[kindOf(field)]
}
/** What a reader's filter can ask beside that: days counted from today, me and my department. */
export function filterOperators(field: Field): Operator[] {
  const kind = kindOf(field)
  const own: Operator[] = kind === 'date' || kind === 'datetime' ? ['within'] : kind === 'person' ? (isList(field) ? ['me'] : ['me', 'not me']) : kind === 'department' ? ['mine'] : []
  return [...own, ...operatorsFor(field)]
}
export const needsValue = (operator: Operator) => !BARE.has(operator)
export const isComplete = (row: FilterRow) => !needsValue(row.operator) || !(row.value === null || row.value === undefined || row.value === '' || (Array.isArray(row.value) && !row.value.length))

const number = (text: string) => (text.endsWith('%') ? shifted(text.slice(0, -1), -2) : text)
const quoted = (value: unknown) => JSON.stringify(String(value))
function literal(field: Field, value: unknown): string {
  switch (kindOf(field)) {
    case 'number':
      return number(String(value).replace(/[,，\s]/g, ''))
    case 'link':
      return String(value)
    case 'boolean':
      return value === true || value === 'true' ? 'true' : 'false'
    case 'date':
      return `date(${quoted(value)})`
    case 'datetime':
      return `date and time(${quoted(value)})`
    default:
      return quoted(value)
  }
}

/**
 * One row as FEEL, or "" while it is incomplete. Who "me" is, and which day "today", the server says. A table's column
 * (`items.product`) is met by a record with such a row.
 */
export function rowToFeel(row: FilterRow, field: Field): string {
  const name = row.field
  if (!isComplete(row)) return ''
  const [table, column] = name.split('.')
  if (column && table !== ROW) return `(some ${ROW} in ${table} satisfies ${rowToFeel({ ...row, field: `${ROW}.${column}` }, field)})`
  switch (row.operator) {
    case 'empty':
      return `${name} = null`
    case 'filled':
      return `${name} != null`
    case 'me':
      return isList(field) ? `list contains(${name}, user.username)` : `${name} = user.username`
    case 'not me':
      return `${name} != user.username`
    case 'mine':
      return isList(field) ? `list contains(${name}, user.department)` : `(${name} != null and ${name} = user.department)`
    case 'contains':
      return isList(field) ? `list contains(${name}, ${quoted(row.value)})` : `contains(${name}, ${quoted(row.value)})`
    case 'starts with':
      return `starts with(${name}, ${quoted(row.value)})`
    case 'in':
      return `${name} in (${(Array.isArray(row.value) ? row.value : [row.value]).map((one) => literal(field, one)).join(', ')})`
    case 'within': {
      const [from, until] = bounds(String(row.value), kindOf(field) === 'datetime')
      return `(${name} >= ${from} and ${name} < ${until})`
    }
    default:
      return `${name} ${row.operator} ${literal(field, row.value)}`
  }
}

export function filterToFeel(filter: Filter, fields: Map<string, Field>): string {
  const one = (row: FilterRow): string[] => {
    const field = fields.get(row.field)
    const text = field ? rowToFeel(row, field) : ''
    return text ? [text] : []
  }
  return filter.parts
    .flatMap((part) => {
      if (!isGroup(part)) return one(part)
      const texts = part.rows.flatMap(one)
      return texts.length > 1 ? [`(${texts.join(` ${part.joiner} `)})`] : texts
    })
    .join(` ${filter.joiner} `)
}
export const rowsOf = (filter: Filter): FilterRow[] => filter.parts.flatMap((part) => (isGroup(part) ? part.rows : [part]))

/** Without one row; a group that is left alone dissolves, an empty one goes. */
export function without(filter: Filter, at: number, inner?: number): Filter {
  return {
    ...filter,
    parts: filter.parts.flatMap((part, index): FilterPart[] => {
      if (index !== at) return [part]
      if (inner === undefined || !isGroup(part)) return []
      const rows = part.rows.filter((_, place) => place !== inner)
      return rows.length > 1 ? [{ ...part, rows }] : rows
    }),
  }
}
/** One more condition that must hold beside all others. */
export const narrowed = (filter: Filter, row: FilterRow): Filter =>
  filter.joiner === 'and' || filter.parts.length < 2
    ? { joiner: 'and', parts: [...filter.parts, row] }
    : { joiner: 'and', parts: [{ joiner: 'or', rows: rowsOf(filter) }, row] }

type Packed = [string, Operator, unknown]
const pack = (row: FilterRow): Packed => [row.field, row.operator, row.value]
/** The address carries the rows themselves, so that a reload shows the same chips. */
export function writeFilter(filter: Filter): string {
  const parts = filter.parts.filter((part) => !isGroup(part) || part.rows.length)
  return parts.length ? JSON.stringify({ j: filter.joiner, r: parts.map((part) => (isGroup(part) ? { j: part.joiner, r: part.rows.map(pack) } : pack(part))) }) : ''
}
export function readFilter(text: unknown): Filter {
  const joiner = (raw: unknown): Joiner => (raw === 'or' ? 'or' : 'and')
  const row = (raw: unknown): FilterRow[] => (Array.isArray(raw) && typeof raw[0] === 'string' && typeof raw[1] === 'string' ? [{ field: raw[0], operator: raw[1] as Operator, value: (raw[2] as unknown) ?? null }] : [])
  const list = (raw: unknown): unknown[] => (Array.isArray(raw) ? raw : [])
  try {
    const given = JSON.parse(String(text)) as { j?: unknown; r?: unknown }
    return { joiner: joiner(given.j), parts: list(given.r).flatMap((part): FilterPart[] => {
      if (Array.isArray(part)) return row(part)
      const group = part as { j?: unknown; r?: unknown } | null
      return group && Array.isArray(group.r) ? [{ joiner: joiner(group.j), rows: list(group.r).flatMap(row) }] : []
    }) }
  } catch {
    return noFilter()
  }
}
