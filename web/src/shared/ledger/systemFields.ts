/** What every record has beside its form's fields: who made it and when. Columns are hidden until asked for. */
import type { Field, FormDefinition, LedgerRecord } from '@/shared/api/types'
import { t } from '@/shared/i18n'

export const SYSTEM = ['created_by', 'created_at', 'updated_at'] as const
export function systemFields(definition: FormDefinition): Field[] {
  const taken = new Set(definition.fields.map((field) => field.code))
  const all: Field[] = [
    { code: 'created_by', label: t('ledger.createdBy'), type: 'person' },
    { code: 'created_at', label: t('ledger.createdAt'), type: 'datetime' },
    { code: 'updated_at', label: t('ledger.updatedAt'), type: 'datetime' },
  ]
  return all.filter((field) => !taken.has(field.code))
}
/** A form's own field of such a code comes first, as on the server. */
export const valueOf = (record: LedgerRecord, code: string): unknown =>
  code in record.values ? record.values[code] : (SYSTEM as readonly string[]).includes(code) ? record[code as 'created_by'] : undefined
/** The columns of a form's tables as fields of their own: `items.product`, said with their table's name. */
export const tableFields = (definition: FormDefinition): Field[] =>
  definition.fields.flatMap((table) => (table.type === 'subtable' ? (table.fields ?? []).map((field) => ({ ...field, code: `${table.code}.${field.code}`, label: t('ledger.columnOf', { table: table.label, column: field.label }) })) : []))
/** All that a filter can speak of, by code. */
export const fieldsByCode = (definition: FormDefinition | undefined): Map<string, Field> =>
  new Map((definition ? [...definition.fields, ...systemFields(definition), ...tableFields(definition)] : []).map((field) => [field.code, field]))
