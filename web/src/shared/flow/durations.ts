/** Time limits as a number and a unit; what is not of that shape (a formula, 1 day and 2 hours) stays text. */
import { t } from '@/shared/i18n'

export const UNITS = ['minute', 'hour', 'day', 'week'] as const
export type Unit = (typeof UNITS)[number]
export interface Span { count: number; unit: Unit }

const SHAPE = /^P(?:(\d+)D|(\d+)W|T(\d+)H|T(\d+)M)$/
export function parseSpan(text: string | null | undefined): Span | null {
  const hit = SHAPE.exec((text ?? '').trim())
  if (!hit) return null
  const [, days, weeks, hours, minutes] = hit
  if (days) return { count: Number(days), unit: 'day' }
  if (weeks) return { count: Number(weeks), unit: 'week' }
  return hours ? { count: Number(hours), unit: 'hour' } : { count: Number(minutes), unit: 'minute' }
}
/** Weeks are written as days, which every reader of ISO durations knows. */
export function spanText({ count, unit }: Span): string {
  if (unit === 'week') return `P${count * 7}D`
  return unit === 'day' ? `P${count}D` : `PT${count}${unit === 'hour' ? 'H' : 'M'}`
}
/** "24 小时"; a text that is not a span is given back as it is. */
export function spanWords(text: string | null | undefined): string {
  const span = parseSpan(text)
  return span ? t(`span.${span.unit}`, { n: span.count }) : (text ?? '')
}
