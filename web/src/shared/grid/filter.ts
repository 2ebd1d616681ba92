/** Filters as rows of field – operator – value, and the FEEL text that the server understands. */
import type { Field } from '@/shared/api/types'
import { coreOf, looksLike, type FilterKind } from '@/shared/form/core/registry'

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'contains' | 'starts with' | 'empty' | 'filled' | 'in' | 'within'
export interface FilterRow { field: string; operator: Operator; value: unknown }
export type Joiner = 'and' | 'or'

const ORDER: Operator[] = ['=', '!=', '>=', '<=', '>', '<']
const BY_KIND: Record<FilterKind, Operator[]> = {
  text: ['contains', '=', '!=', 'starts with', 'empty', 'filled'],
  number: [...ORDER, 'empty', 'filled'],
  date: ['within', ...ORDER, 'empty', 'filled'],
  datetime: ['within', '>=', '<', 'empty', 'filled'],
  boolean: ['='],
  choice: ['=', '!=', 'in', 'empty', 'filled'],
  person: ['=', '!=', 'empty', 'filled'],
  department: ['=', '!=', 'empty', 'filled'],
  link: ['=', '!=', 'empty', 'filled'],
  none: ['empty', 'filled'],
}
export const kindOf = (field: Field): FilterKind => coreOf(looksLike(field)).filter
const isList = (field: Field) => field.type === 'multiselect' || ((field.type === 'person' || field.type === 'department') && Boolean(field.settings?.multiple))
export function operatorsFor(field: Field): Operator[] {
  if (isList(field)) return ['contains', 'empty', 'filled']
  return BY_KIND[kindOf(field)]
}
export const needsValue = (operator: Operator) => operator !== 'empty' && operator !== 'filled'

const quoted = (value: unknown) => JSON.stringify(String(value))
/** Relative spans count from today, so that a saved address stays true tomorrow. */
const SPANS: Record<string, string> = { today: 'P0D', days7: 'P7D', days30: 'P30D', days90: 'P90D', days365: 'P365D' }
export const spans = () => Object.keys(SPANS)

function literal(field: Field, value: unknown): string {
  switch (kindOf(field)) {
    case 'number':
      return String(value).replace(/[,，\s]/g, '')
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

/** One row as FEEL, or "" while it is incomplete. */
export function rowToFeel(row: FilterRow, field: Field): string {
  if (row.operator === 'empty') return `${row.field} = null`
  if (row.operator === 'filled') return `${row.field} != null`
  if (row.value === null || row.value === undefined || row.value === '' || (Array.isArray(row.value) && !row.value.length)) return ''
  if (row.operator === 'contains') return isList(field) ? `list contains(${row.field}, ${quoted(row.value)})` : `contains(${row.field}, ${quoted(row.value)})`
  if (row.operator === 'starts with') return `starts with(${row.field}, ${quoted(row.value)})`
  if (row.operator === 'in') return `${row.field} in (${(Array.isArray(row.value) ? row.value : [row.value]).map((one) => literal(field, one)).join(', ')})`
  if (row.operator === 'within') return `${row.field} >= today() - duration(${quoted(SPANS[String(row.value)] ?? 'P30D')})`
  return `${row.field} ${row.operator} ${literal(field, row.value)}`
}

export function filterToFeel(rows: FilterRow[], joiner: Joiner, fields: Map<string, Field>): string {
  return rows
    .flatMap((row) => {
      const field = fields.get(row.field)
      const text = field ? rowToFeel(row, field) : ''
      return text ? [text] : []
    })
    .join(` ${joiner} `)
}

/** The address carries the rows themselves, so that a reload shows the same chips. */
export function writeRows(rows: FilterRow[], joiner: Joiner): string {
  return rows.length ? JSON.stringify({ j: joiner, r: rows.map((row) => [row.field, row.operator, row.value]) }) : ''
}
export function readRows(text: unknown): { rows: FilterRow[]; joiner: Joiner } {
  try {
    const given = JSON.parse(String(text)) as { j?: Joiner; r?: [string, Operator, unknown][] }
    return { joiner: given.j === 'or' ? 'or' : 'and', rows: (given.r ?? []).map(([field, operator, value]) => ({ field, operator, value })) }
  } catch {
    return { rows: [], joiner: 'and' }
  }
}
