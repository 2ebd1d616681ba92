/** A cell of a ledger as text to type in, and back: what the server is told about one cell. */
import type { Field, LedgerRecord } from '@/shared/api/types'
import { shifted } from '@/shared/form/core/numbers'
import { coreOf, isEmpty, textOf } from '@/shared/form/core/registry'
import { wallClock, withZone } from '@/shared/form/fields/datetime/core'
import { isList } from '@/shared/grid/filter'
import { valueOf } from './systemFields'

export type Given = { text: string } | { value: unknown; label: string }
const LISTED = new Set(['choice', 'boolean', 'person', 'department', 'link'])

/** Whether a cell can be changed in the grid; the others are changed in the record beside it. */
export function inPlace(field: Field): boolean {
  const core = coreOf(field.type)
  return !field.readonly && !core.computed && !core.bulky && core.type !== ''
}
export const isListed = (field: Field) => LISTED.has(coreOf(field.type).filter) || isList(field)

/** What stands in a cell when it is opened with Enter or F2. */
export function startText(field: Field, record: LedgerRecord): string {
  const value = valueOf(record, field.code)
  if (isEmpty(value)) return ''
  if (field.type === 'datetime') return wallClock(value)
  if (isListed(field)) return textOf(field, value, record.display[field.code])
  const plain = String(value)
  if (!coreOf(field.type).numeric) return plain
  const short = plain.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
  return field.settings?.percent ? `${shifted(short, 2)}%` : short
}

const MINUTE = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})$/
/** A moment is typed on this machine's clock; everything else the server reads as a spreadsheet's cell. */
export function given(field: Field, text: string): Given {
  const found = field.type === 'datetime' ? MINUTE.exec(text.trim()) : null
  if (!found) return { text: field.settings?.percent && /\d$/.test(text.trim()) ? `${text.trim()}%` : text }
  const [, year, month, day, hour, minute] = found.map(Number)
  const at = new Date(year, month - 1, day, hour, minute)
  return at.getDate() === day && at.getHours() === hour ? { value: withZone(at), label: text } : { text }
}
export const words = (one: Given) => ('text' in one ? one.text : one.label)
