/** Stretches of days, counted from today or of the calendar: as FEEL for the server (the company's day), as days for what is on screen. */
import { daysOfSpan } from './buckets'

type Bounds = readonly [from: string, until: string]
const days = (count: number) => (count === 0 ? 'today()' : `today() ${count < 0 ? '-' : '+'} duration("P${Math.abs(count)}D")`)
const week = (shift: number) => `today() - duration("P" + string(today().weekday - 1) + "D")${shift ? ` ${shift < 0 ? '-' : '+'} duration("P${Math.abs(shift) * 7}D")` : ''}`
const month = (shift: number) => `date(today().year, today().month, 1)${shift ? ` ${shift < 0 ? '-' : '+'} duration("P${Math.abs(shift)}M")` : ''}`
const quarter = (shift: number) => `date(today().year, 3 * floor((today().month - 1) / 3) + 1, 1)${shift ? ` + duration("P${shift * 3}M")` : ''}`
const year = (shift: number) => `date(today().year${shift ? ` ${shift < 0 ? '-' : '+'} ${Math.abs(shift)}` : ''}, 1, 1)`

const SPANS: Record<string, Bounds> = {
  today: [days(0), days(1)], yesterday: [days(-1), days(0)], tomorrow: [days(1), days(2)],
  thisWeek: [week(0), week(1)], lastWeek: [week(-1), week(0)], nextWeek: [week(1), week(2)],
  thisMonth: [month(0), month(1)], lastMonth: [month(-1), month(0)], nextMonth: [month(1), month(2)],
  thisQuarter: [quarter(0), quarter(1)], thisYear: [year(0), year(1)], lastYear: [year(-1), year(0)],
  days7: [days(-6), days(1)], days30: [days(-29), days(1)], days90: [days(-89), days(1)], days365: [days(-364), days(1)],
  next7: [days(0), days(7)], next30: [days(0), days(30)],
}
export const spans = (): string[] => Object.keys(SPANS)

/** The first moment in the span and the first behind it. */
export function bounds(span: string, moments: boolean): Bounds {
  const fixed = daysOfSpan(span)
  const found: Bounds = fixed ? [`date("${fixed[0]}")`, `date("${fixed[1]}")`] : (SPANS[span] ?? SPANS.days30)
  const midnight = (day: string) => `date and time(${day}, time(0, 0, 0, now().time offset))`
  return moments ? [midnight(found[0]), midnight(found[1])] : found
}

const shift = (day: Date, count: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + count)
/** The same on this machine's calendar: for colours, which are not worth a question to the server. */
export function daysOf(span: string, today = new Date()): [from: Date, until: Date] {
  const at = (year_: number, month_: number, day = 1) => new Date(year_, month_, day)
  const fixed = daysOfSpan(span)?.map((text) => at(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8))))
  if (fixed) return [fixed[0], fixed[1]]
  const [y, m] = [today.getFullYear(), today.getMonth()]
  const monday = shift(today, -((today.getDay() + 6) % 7))
  const found: Record<string, [Date, Date]> = {
    today: [shift(today, 0), shift(today, 1)], yesterday: [shift(today, -1), shift(today, 0)], tomorrow: [shift(today, 1), shift(today, 2)],
    thisWeek: [monday, shift(monday, 7)], lastWeek: [shift(monday, -7), monday], nextWeek: [shift(monday, 7), shift(monday, 14)],
    thisMonth: [at(y, m), at(y, m + 1)], lastMonth: [at(y, m - 1), at(y, m)], nextMonth: [at(y, m + 1), at(y, m + 2)],
    thisQuarter: [at(y, m - (m % 3)), at(y, m - (m % 3) + 3)], thisYear: [at(y, 0), at(y + 1, 0)], lastYear: [at(y - 1, 0), at(y, 0)],
    next7: [shift(today, 0), shift(today, 7)], next30: [shift(today, 0), shift(today, 30)],
  }
  const back = Number(/^days(\d+)$/.exec(span)?.[1] ?? 30)
  return found[span] ?? [shift(today, 1 - back), shift(today, 1)]
}
