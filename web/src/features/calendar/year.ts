/** A year's days: which are worked, why, and what a decision about some of them changes. Pure. */
import type { CalendarDay, DayDecisions } from '@/shared/api/types'
import { dateOf, shifted, weeksOf } from '@/shared/util/days'

export type Reason = 'week' | 'public' | 'own'
export interface DayState { working: boolean; name: string; reason: Reason }
type Decision = DayDecisions['days'][number]

export function stateOf(day: string, week: readonly number[], special: ReadonlyMap<string, CalendarDay>): DayState {
  const found = special.get(day)
  if (found) return { working: found.working, name: found.name, reason: found.decided ? 'own' : 'public' }
  return { working: week.includes((dateOf(day).getDay() + 6) % 7), name: '', reason: 'week' }
}
/** The months of a year: whole weeks from Monday on, '' where a day belongs to a neighbour. */
export const monthsOf = (year: number): string[][][] =>
  Array.from({ length: 12 }, (_, month) => {
    const first = `${year}-${String(month + 1).padStart(2, '0')}`
    return weeksOf(`${first}-01`, 'month').map((days) => days.map((day) => (day.startsWith(first) ? day : '')))
  })
/** All days from one to the other, in whichever order they are given; at most `most`. */
export function range(one: string, other: string, most: number): string[] {
  const [first, last] = one < other ? [one, other] : [other, one]
  const days: string[] = []
  for (let day = first; day <= last && days.length < most; day = shifted(day, 1)) days.push(day)
  return days
}
/** What brings days back to what they are now. */
export const backTo = (days: readonly string[], special: ReadonlyMap<string, CalendarDay>): Decision[] =>
  days.map((day) => {
    const now = special.get(day)
    return now?.decided ? { day, working: now.working, name: now.name } : { day, working: null, name: '' }
  })
