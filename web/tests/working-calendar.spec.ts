/** A year's days: what is worked and why, ranges in both directions, and the way back from a decision. */
import { expect, test } from 'vitest'
import { backTo, monthsOf, range, stateOf } from '@/features/calendar/year'
import type { CalendarDay } from '@/shared/api/types'

const WEEK = [0, 1, 2, 3, 4]
const special = new Map<string, CalendarDay>([
  ['2026-10-01', { day: '2026-10-01', working: false, name: '国庆节', decided: false }],
  ['2026-10-10', { day: '2026-10-10', working: true, name: '国庆节', decided: false }],
  ['2026-10-12', { day: '2026-10-12', working: false, name: '团建', decided: true }],
])

test('the company stands above the government, and both above the week', () => {
  expect(stateOf('2026-10-01', WEEK, special)).toEqual({ working: false, name: '国庆节', reason: 'public' })
  expect(stateOf('2026-10-12', WEEK, special)).toEqual({ working: false, name: '团建', reason: 'own' })
  expect(['2026-10-16', '2026-10-17', '2026-10-18', '2026-10-19'].map((day) => stateOf(day, WEEK, special).working)).toEqual([true, false, false, true])
})

test('a year has each of its days once, in weeks from Monday on', () => {
  for (const [year, count] of [[2026, 365], [2028, 366]]) {
    const days = monthsOf(year).flat(2).filter(Boolean)
    expect(days).toEqual(range(`${year}-01-01`, `${year}-12-31`, 400))
    expect(days).toHaveLength(count)
  }
  expect(monthsOf(2026)[10][0]).toEqual(['', '', '', '', '', '', '2026-11-01'])
})

test('a range goes both ways and has an end', () => {
  expect(range('2026-02-27', '2026-03-02', 400)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
  expect(range('2026-03-02', '2026-02-27', 400)).toEqual(range('2026-02-27', '2026-03-02', 400))
  expect(range('2020-01-01', '2030-01-01', 400)).toHaveLength(400)
})

test('undo gives back what was decided, and leaves the rest to the week', () => {
  expect(backTo(['2026-10-01', '2026-10-12', '2026-10-13'], special)).toEqual([
    { day: '2026-10-01', working: null, name: '' },
    { day: '2026-10-12', working: false, name: '团建' },
    { day: '2026-10-13', working: null, name: '' },
  ])
})
