/** Spans in words. */
import { locale, t } from '@/shared/i18n'
import { read } from './buckets'

const formats = new Map<string, Intl.DateTimeFormat>()
function written(options: Intl.DateTimeFormatOptions, date: Date): string {
  const key = `${locale.value}${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale.value, { ...options, timeZone: 'UTC' })
  formats.set(key, format)
  return format.format(date)
}
/** Such a span in words: `2026年11月`, `Nov 2026`, `2026 年第 4 季度`, a week by its Monday. */
export function spanText(span: string): string {
  const found = read(span)
  if (!found) return t(`span.${span}` as 'span.today')
  const { bucket, from } = found
  switch (bucket) {
    case 'month': return written({ year: 'numeric', month: 'short' }, from)
    case 'year': return written({ year: 'numeric' }, from)
    case 'quarter': return t('span.quarterOf', { year: from.getUTCFullYear(), n: Math.floor(from.getUTCMonth() / 3) + 1 })
    case 'week': return t('span.weekOf', { day: written({ year: 'numeric', month: 'numeric', day: 'numeric' }, from) })
    default: return written({ year: 'numeric', month: 'numeric', day: 'numeric' }, from)
  }
}
