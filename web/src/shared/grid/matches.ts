/** Whether a row meets a filter, worked out in the browser: for colours. It means what the same filter means on the server. */
import type { Field } from '@/shared/api/types'
import { shifted } from '@/shared/form/core/numbers'
import { isComplete, isGroup, isList, kindOf, type Filter, type FilterRow } from './filter'
import { daysOf } from './spans'

export interface Reader { username: string; department: string }
type Get = (code: string) => unknown
const blank = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

/** Decimals as whole numbers of one scale: 0.10 is 0.1, and nothing is rounded. */
function decimals(one: string, two: string): [bigint, bigint] | null {
  const parts = [one, two].map((text) => /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim()))
  if (parts.some((part) => !part || !/\d/.test(part[0]))) return null
  const scale = Math.max(...parts.map((part) => part![3]?.length ?? 0))
  const [left, right] = parts.map((part) => BigInt(part![1] + (part![2] || '0') + (part![3] ?? '').padEnd(scale, '0')))
  return [left, right]
}
function plain(value: unknown): string {
  const text = String(value).replace(/[,，\s]/g, '')
  return text.endsWith('%') ? shifted(text.slice(0, -1), -2) : text
}

/** Less than 0, 0, or more; null where the two cannot be compared. */
function compared(field: Field, value: unknown, wanted: unknown): number | null {
  const kind = kindOf(field)
  if (kind === 'number') {
    const pair = decimals(plain(value), plain(wanted))
    return pair && (pair[0] < pair[1] ? -1 : pair[0] > pair[1] ? 1 : 0)
  }
  const as = (one: unknown) => (kind === 'datetime' ? new Date(String(one)).getTime() : String(one))
  const [left, right] = [as(value), as(wanted)]
  if (Number.isNaN(left) || Number.isNaN(right)) return null
  return left < right ? -1 : left > right ? 1 : 0
}
function within(field: Field, value: unknown, span: string): boolean {
  const [from, until] = daysOf(span)
  const text = String(value)
  const at = kindOf(field) === 'datetime' ? new Date(text) : new Date(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)))
  return at >= from && at < until
}
function holds(row: FilterRow, field: Field, value: unknown, reader: Reader): boolean {
  const list = Array.isArray(value) ? value.map(String) : []
  switch (row.operator) {
    case 'empty': return blank(value)
    case 'filled': return !blank(value)
    case 'me': return isList(field) ? list.includes(reader.username) : value === reader.username
    case 'not me': return value !== reader.username
    case 'mine': return isList(field) ? list.includes(reader.department) : !blank(value) && value === reader.department
    case '!=': return blank(value) || compared(field, value, row.value) !== 0
    default:
  }
  if (blank(value)) return false
  if (row.operator === 'contains') return isList(field) ? list.includes(String(row.value)) : String(value).includes(String(row.value))
  if (row.operator === 'starts with') return String(value).startsWith(String(row.value))
  if (row.operator === 'within') return within(field, value, String(row.value))
  if (row.operator === 'in') return (Array.isArray(row.value) ? row.value : [row.value]).some((one) => compared(field, value, one) === 0)
  const order = compared(field, value, row.value)
  if (order === null) return false
  return { '=': order === 0, '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0 }[row.operator as '='] ?? false
}

/** A filter that asks nothing meets no row: it would colour all of them. */
export function matches(filter: Filter, fields: Map<string, Field>, get: Get, reader: Reader): boolean {
  const one = (row: FilterRow): boolean[] => {
    const field = fields.get(row.field)
    return field && isComplete(row) ? [holds(row, field, get(row.field), reader)] : []
  }
  const joined = (results: boolean[], joiner: 'and' | 'or') => (joiner === 'and' ? results.every(Boolean) : results.some(Boolean))
  const parts = filter.parts.flatMap((part) => {
    if (!isGroup(part)) return one(part)
    const inner = part.rows.flatMap(one)
    return inner.length ? [joined(inner, part.joiner)] : []
  })
  return parts.length > 0 && joined(parts, filter.joiner)
}
