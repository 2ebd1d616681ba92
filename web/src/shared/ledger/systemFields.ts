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
