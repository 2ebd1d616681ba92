/** Days as texts and the pages of a calendar, weeks beginning on Monday. */

export type Span = 'month' | 'week'
const two = (part: number) => String(part).padStart(2, '0')
/** A day as `2026-11-26`: such texts compare as the days do. */
export const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
export const dateOf = (day: string) => new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
export function shifted(day: string, count: number): string {
  const at = dateOf(day)
  return dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() + count))
}
export const monday = (day: string) => shifted(day, -((dateOf(day).getDay() + 6) % 7))
/** Midnight to midnight counted in days, whatever the clocks do between. */
export function between(from: string, to: string): number {
  const utc = (day: string) => Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
  return Math.round((utc(to) - utc(from)) / 86_400_000)
}

/** The weeks on the page of a day: whole weeks, so that a month's page shows its neighbours' days too. */
export function weeksOf(day: string, span: Span): string[][] {
  const first = span === 'week' ? monday(day) : monday(`${day.slice(0, 8)}01`)
  const at = dateOf(day)
  const last = span === 'week' ? first : monday(dayOf(new Date(at.getFullYear(), at.getMonth() + 1, 0)))
  const weeks: string[][] = []
  for (let week = first; week <= last; week = shifted(week, 7)) weeks.push(Array.from({ length: 7 }, (_, n) => shifted(week, n)))
  return weeks
}
/** The page after or before. The last of January leads to the last of February. */
export function turned(day: string, span: Span, step: number): string {
  if (span === 'week') return shifted(day, 7 * step)
  const at = dateOf(day)
  const last = new Date(at.getFullYear(), at.getMonth() + step + 1, 0)
  return dayOf(new Date(last.getFullYear(), last.getMonth(), Math.min(at.getDate(), last.getDate())))
}
