/** A condition in words. */
import type { Field } from '@/shared/api/types'
import { textOf } from '@/shared/form/core/registry'
import { t } from '@/shared/i18n'
import { exactTime } from '@/shared/util/format'
import { spanText } from './spanText'
import { kindOf, needsValue, type FilterRow } from './filter'

export type Names = (field: Field, value: unknown) => string | undefined
export function rowText(row: FilterRow, field: Field | undefined, names?: Names): string {
  if (!field) return row.field
  const start = `${field.label} ${t(`operator.${row.operator}`)}`
  if (!needsValue(row.operator)) return start
  if (row.operator === 'within') return `${start} ${spanText(String(row.value))}`
  const values = Array.isArray(row.value) ? (row.value as unknown[]) : [row.value]
  const one = (value: unknown) => names?.(field, value) ?? (kindOf(field) === 'datetime' && value ? exactTime(String(value)) : textOf(field, field.type === 'boolean' ? value === 'true' || value === true : value))
  return `${start} ${values.map(one).join('、')}`
}
