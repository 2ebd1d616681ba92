/** Time limits as a number and a unit; what is not of that shape (a formula, 1 day and 2 hours) stays text. */
import { t } from '@/shared/i18n'

export const UNITS = ['minute', 'hour', 'day', 'week', 'workingHour', 'workingDay'] as const
export type Unit = (typeof UNITS)[number]
export interface Span { count: number; unit: Unit }
/** Counted by the company's working calendar; the server takes no more of them. */
export const isWorking = (unit: Unit) => unit === 'workingHour' || unit === 'workingDay'
export const mostOf = (unit: Unit) => (isWorking(unit) ? 10_000 : 100_000)

const SHAPE = /^P(?:(\d+)D|(\d+)W|T(\d+)H|T(\d+)M)$/
const WORKING = /^([1-9]\d{0,4}) working (day|hour)s?$/
export function parseSpan(text: string | null | undefined): Span | null {
  const given = (text ?? '').trim()
  const working = WORKING.exec(given)
  if (working) return { count: Number(working[1]), unit: working[2] === 'day' ? 'workingDay' : 'workingHour' }
  const hit = SHAPE.exec(given)
  if (!hit) return null
  const [, days, weeks, hours, minutes] = hit
  if (days) return { count: Number(days), unit: 'day' }
  if (weeks) return { count: Number(weeks), unit: 'week' }
  return hours ? { count: Number(hours), unit: 'hour' } : { count: Number(minutes), unit: 'minute' }
}
/** Weeks are written as days, which every reader of ISO durations knows. */
export function spanText({ count, unit }: Span): string {
  if (isWorking(unit)) return `${count} working ${unit === 'workingDay' ? 'days' : 'hours'}`
  if (unit === 'week') return `P${count * 7}D`
  return unit === 'day' ? `P${count}D` : `PT${count}${unit === 'hour' ? 'H' : 'M'}`
}
/** "24 小时"; a text that is not a span is given back as it is. */
export function spanWords(text: string | null | undefined): string {
  const span = parseSpan(text)
  return span ? t(`span.${span.unit}`, { n: span.count }) : (text ?? '')
}
