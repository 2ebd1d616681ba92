import { grouped } from '@/shared/util/format'
import type { FieldCore } from '../../core/registry'

const SIGNS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥' }
export const signOf = (currency: unknown) => SIGNS[String(currency ?? 'CNY')] ?? `${String(currency)} `

export const core: FieldCore = {
  type: 'money',
  empty: null,
  numeric: true,
  filter: 'number',
  sortable: true,
  summable: true,
  text: (value, field) => {
    const text = grouped(value, 2)
    const sign = signOf(field.settings?.currency)
    return text.startsWith('-') ? `-${sign}${text.slice(1)}` : `${sign}${text}`
  },
}
