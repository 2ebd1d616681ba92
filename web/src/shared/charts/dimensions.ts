/** What of a form can be counted, summed and grouped by; a dashboard's keys (`created_at:month`) taken apart. */
import type { Card, Field, FormDefinition } from '@/shared/api/types'
import { coreOf, isNumeric, looksLike } from '@/shared/form/core/registry'
import { BUCKETS, isBucket, type Bucket } from '@/shared/grid/buckets'
import { isList, kindOf } from '@/shared/grid/filter'
import { t } from '@/shared/i18n'
import { fieldsByCode } from '@/shared/ledger/systemFields'

export type Part = '' | Bucket | 'department'
export interface Key { code: string; part: Part }
export const keyOf = (text: string): Key => {
  const [code, part = ''] = text.split(':')
  return { code, part: isBucket(part) || part === 'department' ? part : '' }
}
export const keyText = ({ code, part }: Key): string => (part ? `${code}:${part}` : code)

export const isDay = (field: Field) => kindOf(field) === 'date' || kindOf(field) === 'datetime'
/** How a field can be grouped by, the usual way first. */
export function partsOf(field: Field): Part[] {
  if (isDay(field)) return ['month', ...BUCKETS.filter((bucket) => bucket !== 'month')]
  return kindOf(field) === 'person' ? ['', 'department'] : ['']
}
export const bucketOf = (text: string): Bucket | null => {
  const { part } = keyOf(text)
  return isBucket(part) ? part : null
}

const all = (definition: FormDefinition): Field[] => [...fieldsByCode(definition).values()].filter((field) => field.type !== 'subtable')
/** Fields to group by: the form's own first, then who and when, then its tables' columns. */
export const groupable = (definition: FormDefinition): Field[] => all(definition).filter((field) => !isList(field) && (isDay(field) || coreOf(looksLike(field)).groupable))
export const measurable = (definition: FormDefinition): Field[] => all(definition).filter((field) => isNumeric(field) && coreOf(looksLike(field)).summable)
export const days = (definition: FormDefinition): Field[] => all(definition).filter((field) => isDay(field) && !field.code.includes('.'))
const tableOf = (code: string) => (code.includes('.') ? code.split('.')[0] : '')
/** A record's own amount cannot be shared out among its rows; rows of one table know nothing of another's. */
export function fits(card: Pick<Card, 'by' | 'split'>, measure: string): boolean {
  const rows = [card.by, card.split].flatMap((key) => (key && tableOf(keyOf(key).code) ? [tableOf(keyOf(key).code)] : []))
  return !measure || rows.every((table) => table === tableOf(measure))
}

export function keyLabel(text: string, fields: Map<string, Field>): string {
  const { code, part } = keyOf(text)
  const label = fields.get(code)?.label ?? code
  return part ? t('chart.keyPart', { label, part: t(`chart.part.${part}`) }) : label
}
export function measureLabel(card: Pick<Card, 'function' | 'field'>, fields: Map<string, Field>): string {
  if (!card.field) return t('chart.records')
  return t(`chart.of.${card.function ?? 'count'}`, { label: fields.get(card.field)?.label ?? card.field })
}
/** What a card is called that was given no name. */
export function titleOf(card: Card, form: string, fields: Map<string, Field>): string {
  if (card.title) return card.title
  const measure = measureLabel(card, fields)
  return card.by ? t('chart.titleBy', { form, measure, key: keyLabel(card.by, fields) }) : t('chart.title', { form, measure })
}
