/** Records laid over the days of a calendar page as bars. */
import type { Field, LedgerRecord } from '@/shared/api/types'
import { isEmpty } from '@/shared/form/core/registry'
import { withZone } from '@/shared/form/fields/datetime/core'
import { kindOf } from '@/shared/grid/filter'
import { between, dateOf, dayOf, shifted } from '@/shared/util/days'
import { valueOf } from './systemFields'

export { between, dateOf, dayOf, monday, shifted, turned, weeksOf, type Span } from '@/shared/util/days'
const two = (part: number) => String(part).padStart(2, '0')

const dayIn = (field: Field, value: unknown) => (kindOf(field) === 'datetime' ? dayOf(new Date(String(value))) : String(value).slice(0, 10))
export interface Held { record: LedgerRecord; from: string; until: string; time: string }
/** From which day to which a record goes; null where it has no beginning. An end before the beginning is none. */
export function heldOf(record: LedgerRecord, start: Field, end: Field | undefined): Held | null {
  const first = valueOf(record, start.code)
  if (isEmpty(first)) return null
  const last = end && valueOf(record, end.code)
  const from = dayIn(start, first)
  const until = end && !isEmpty(last) ? dayIn(end, last) : from
  const at = new Date(String(first))
  return { record, from, until: until < from ? from : until, time: kindOf(start) === 'datetime' ? `${two(at.getHours())}:${two(at.getMinutes())}` : '' }
}

export interface Bar { held: Held; column: number; length: number; row: number; /** It began before this week, or goes on after it. */ before: boolean; after: boolean }
/** A week's bars, longer ones first, each in the first row that is free for all of its days. */
export function barsOf(all: Held[], week: string[]): Bar[] {
  const [first, last] = [week[0], week[6]]
  const inside = all.filter((one) => one.from <= last && one.until >= first)
  const order = [...inside].sort((one, two_) => (one.from < two_.from ? -1 : one.from > two_.from ? 1 : between(two_.from, two_.until) - between(one.from, one.until) || one.time.localeCompare(two_.time) || one.record.id - two_.record.id))
  const taken: boolean[][] = []
  return order.map((held) => {
    const column = held.from < first ? 0 : between(first, held.from)
    const length = (held.until > last ? 6 : between(first, held.until)) - column + 1
    let row = 0
    while (taken[row]?.slice(column, column + length).some(Boolean)) row += 1
    taken[row] ??= Array<boolean>(7).fill(false)
    taken[row].fill(true, column, column + length)
    return { held, column, length, row, before: held.from < first, after: held.until > last }
  })
}
export const onDay = (all: Held[], day: string) => all.filter((one) => one.from <= day && one.until >= day)

/** The records whose days touch the page, as the server is asked. */
export function pageFeel(start: Field, end: Field | undefined, first: string, last: string, feel: string): string {
  const at = (field: Field, day: string) => (kindOf(field) === 'datetime' ? `date and time(${JSON.stringify(withZone(dateOf(day)))})` : `date(${JSON.stringify(day)})`)
  const behind = `${start.code} < ${at(start, shifted(last, 1))}`
  const begins = `${start.code} >= ${at(start, first)}`
  const own = end ? `${behind} and (${end.code} >= ${at(end, first)} or ${begins})` : `${begins} and ${behind}`
  return feel ? `(${feel}) and ${own}` : own
}
/** A value so many days later, its time of day kept. */
export function movedValue(field: Field, value: unknown, days: number): unknown {
  if (isEmpty(value)) return value
  if (kindOf(field) !== 'datetime') return shifted(String(value).slice(0, 10), days)
  const at = new Date(String(value))
  return withZone(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, at.getHours(), at.getMinutes()))
}
