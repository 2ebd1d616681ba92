import { describe, expect, it } from 'vitest'
import type { AggregateResult, Field, LedgerRecord } from '@/shared/api/types'
import { barsOf, between, heldOf, monday, movedValue, pageFeel, turned, weeksOf, type Held } from '@/shared/ledger/days'
import { firstSettings, missing } from '@/shared/ledger/kinds'
import { laneFeel, lanesOf } from '@/shared/ledger/lanes'

const field = (code: string, type: string, more: Partial<Field> = {}): Field => ({ code, label: code, type, ...more }) as Field
const DAY = field('day', 'date')
const END = field('until', 'date')
const AT = field('at', 'datetime')
const STATE = field('state', 'select', { settings: { options: ['todo', { value: 'done', label: '完成' }, { value: 'old', label: '旧', archived: true }] } })
const record = (id: number, values: Record<string, unknown>) => ({ id, values, display: {}, revision: 1, title: `${id}` }) as unknown as LedgerRecord
const held = (id: number, from: string, until = from): Held => ({ record: record(id, {}), from, until, time: '' })
const words = { none: '未填', yes: '是', no: '否', name: (value: unknown, display: string) => display || String(value) }
const found = (code: string, rows: [unknown, number][]): AggregateResult => ({ rows: rows.map(([key, count]) => ({ keys: { [code]: key }, display: {}, count, values: { cost: `${count}.00` } })), totals: {}, count: 0 }) as unknown as AggregateResult

describe('days', () => {
  it('weeks begin on Monday and cover the month', () => {
    expect(monday('2026-11-29')).toBe('2026-11-23')
    expect(monday('2026-11-30')).toBe('2026-11-30')
    const weeks = weeksOf('2026-11-26', 'month')
    expect([weeks[0][0], weeks.length, weeks[5][6]]).toEqual(['2026-10-26', 6, '2026-12-06'])
    expect(weeksOf('2026-11-26', 'week')).toEqual([['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']])
  })
  it('turns pages without skipping a short month', () => {
    expect(turned('2026-01-31', 'month', 1)).toBe('2026-02-28')
    expect(turned('2026-01-31', 'month', -1)).toBe('2025-12-31')
    expect(turned('2026-12-30', 'week', 1)).toBe('2027-01-06')
    expect(between('2026-02-27', '2026-03-02')).toBe(3)
  })
  it('lays bars over a week, cut at its ends, without overlap', () => {
    const [week] = weeksOf('2026-11-26', 'week')
    const bars = barsOf([held(1, '2026-11-26'), held(2, '2026-11-20', '2026-11-26'), held(3, '2026-11-28', '2026-12-05'), held(4, '2026-12-01')], week)
    expect(bars.map((bar) => [bar.held.record.id, bar.column, bar.length, bar.row, bar.before, bar.after])).toEqual([[2, 0, 4, 0, true, false], [1, 3, 1, 1, false, false], [3, 5, 2, 0, false, true]])
  })
  it('a record without a start is on no day, one that ends before it starts on one', () => {
    expect(heldOf(record(1, { day: null }), DAY, END)).toBeNull()
    expect(heldOf(record(1, { day: '2026-11-05', until: '2026-11-01' }), DAY, END)).toMatchObject({ from: '2026-11-05', until: '2026-11-05' })
  })
  it('moves dates and moments by days, keeping the time', () => {
    expect(movedValue(DAY, '2026-11-30', 1)).toBe('2026-12-01')
    const before = new Date(2026, 10, 30, 9, 45)
    expect(new Date(String(movedValue(AT, before.toISOString(), 2))).getTime()).toBe(new Date(2026, 11, 2, 9, 45).getTime())
    expect(movedValue(END, null, 2)).toBeNull()
  })
  it('asks for what touches the page, beside the filter', () => {
    expect(pageFeel(DAY, undefined, '2026-11-01', '2026-11-30', '')).toBe('day >= date("2026-11-01") and day < date("2026-12-01")')
    expect(pageFeel(DAY, END, '2026-11-01', '2026-11-30', 'a = 1 or b = 2')).toBe('(a = 1 or b = 2) and day < date("2026-12-01") and (until >= date("2026-11-01") or day >= date("2026-11-01"))')
  })
})

describe('lanes', () => {
  it('stand in the order of the options, archived ones only where records are, the one without a value first where it has records', () => {
    const lanes = lanesOf(STATE, found('state', [['done', 3], ['old', 1], ['typed', 2], [null, 4]]), 'cost', words)
    expect(lanes.map((lane) => [lane.label, lane.count, lane.sum, lane.open])).toEqual([['未填', 4, '4.00', true], ['todo', 0, null, true], ['完成', 3, '3.00', true], ['旧', 1, '1.00', false], ['typed', 2, '2.00', true]])
  })
  it('an empty column without records stands last, to be dropped on', () => {
    expect(lanesOf(STATE, found('state', []), '', words).map((lane) => lane.key)).toEqual(['todo', 'done', ''])
  })
  it('a required field has no empty column to drop on', () => {
    expect(lanesOf({ ...STATE, required: true }, found('state', []), '', words).map((lane) => lane.key)).toEqual(['todo', 'done'])
  })
  it('people stand by how many records they have, yes and no always', () => {
    expect(lanesOf(field('who', 'person', { required: true }), found('who', [['a', 1], ['b', 5]]), '', words).map((lane) => lane.key)).toEqual(['b', 'a'])
    expect(lanesOf(field('ok', 'boolean', { required: true }), found('ok', [[false, 2]]), '', words).map((lane) => [lane.label, lane.count])).toEqual([['是', 0], ['否', 2]])
  })
  it('are asked for beside the filter', () => {
    expect(laneFeel(STATE, 'done', 'a = 1 or b = 2')).toBe('(a = 1 or b = 2) and state = "done"')
    expect(laneFeel(STATE, null, '')).toBe('state = null')
    expect(laneFeel(field('ok', 'boolean'), false, '')).toBe('ok = false')
  })
})

describe('kinds', () => {
  it('begin with the first fields that fit, or are not to be had', () => {
    expect(firstSettings('kanban', [DAY, STATE], ['state', 'day'])).toEqual({ kind: 'kanban', kanban: { by: 'state', card: ['day'], sum: '' } })
    expect(firstSettings('kanban', [DAY, field('many', 'person', { settings: { multiple: true } })], [])).toBeNull()
    expect(firstSettings('calendar', [STATE], [])).toBeNull()
    expect(firstSettings('gallery', [field('file', 'attachment'), field('photo', 'image')], [])).toEqual({ kind: 'gallery', gallery: { picture: 'photo', card: [] } })
  })
  it('say which of their fields is gone', () => {
    const fields = new Map([[DAY.code, DAY], [STATE.code, STATE]])
    expect(missing({ kind: 'calendar', calendar: { start: 'day', end: 'gone' } }, fields)).toEqual(['gone'])
    expect(missing({ kind: 'kanban', kanban: { by: 'day' } }, fields)).toEqual(['day'])
    expect(missing({ kind: 'kanban', kanban: { by: 'state' } }, fields)).toEqual([])
  })
})
