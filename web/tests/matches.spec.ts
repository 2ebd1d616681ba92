import { describe, expect, it } from 'vitest'
import type { Field } from '@/shared/api/types'
import type { Filter, FilterRow, Operator } from '@/shared/grid/filter'
import { matches } from '@/shared/grid/matches'

const FIELDS: [string, string, Record<string, unknown>?][] = [
  ['name', 'text'], ['qty', 'number'], ['rate', 'number', { percent: true }], ['price', 'money'], ['day', 'date'], ['at', 'datetime'], ['done', 'boolean'],
  ['kind', 'select', { options: ['a', 'b'] }], ['owner', 'person'], ['team', 'person', { multiple: true }], ['dept', 'department'], ['good', 'link', { form: 'goods' }], ['tags', 'multiselect', { options: ['x', 'y'] }],
]
const fields = new Map<string, Field>(FIELDS.map(([code, type, settings]) => [code, { code, label: code, type, settings } as Field]))
const reader = { username: 'wangli', department: 'sales' }
const one = (field: string, operator: Operator, value: unknown = null): FilterRow => ({ field, operator, value })
const holds = (values: Record<string, unknown>, ...rows: FilterRow[]) => matches({ joiner: 'and', parts: rows }, fields, (code) => values[code], reader)
const days = (count: number) => {
  const day = new Date()
  day.setDate(day.getDate() + count)
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}

describe('a row against a filter', () => {
  it.each<[string, unknown, Operator, unknown, boolean]>([
    ['name', '红砖', 'contains', '砖', true], ['name', '红砖', 'starts with', '砖', false], ['name', 'Brick', 'contains', 'brick', false], ['name', '红砖', '=', '红砖', true],
    ['price', '100.10', '=', '100.1', true], ['price', '9.00', '<', '10', true], ['price', '1234.5', '>=', '1,234.50', true], ['price', '12345678901234567.89', '>', '12345678901234567.88', true], ['price', '-1.00', '<', '0', true],
    ['rate', '0.2200', '>', '15%', true], ['rate', '0.2200', '>', '0.3', false], ['qty', 7, '>', '6', true], ['qty', '7', '>', '没有', false],
    ['day', '2026-11-03', '<=', '2026-11-03', true], ['day', '2026-11-03', '>', '2026-11-30', false],
    ['at', '2026-11-03T01:00:00Z', '<', '2026-11-03T10:00:00+08:00', true],
    ['done', true, '=', 'true', true], ['done', false, '=', 'true', false], ['kind', 'a', 'in', ['b', 'a'], true], ['kind', 'a', '!=', 'a', false], ['good', 7, '=', 7, true], ['tags', ['x'], 'contains', 'x', true], ['tags', ['x'], 'contains', 'y', false],
    ['owner', 'wangli', 'me', null, true], ['owner', 'zhaomin', 'not me', null, true], ['team', ['zhaomin', 'wangli'], 'me', null, true], ['dept', 'sales', 'mine', null, true], ['dept', 'it', 'mine', null, false],
    ['day', days(0), 'within', 'today', true], ['day', days(-1), 'within', 'today', false], ['day', days(-29), 'within', 'days30', true], ['day', days(-30), 'within', 'days30', false], ['at', new Date().toISOString(), 'within', 'thisWeek', true],
  ])('%s %j %s %j is %j', (field, value, operator, wanted, expected) => {
    expect(holds({ [field]: value }, one(field, operator, wanted))).toBe(expected)
  })
  it('means by nothing what the server means by it', () => {
    for (const operator of ['=', '>', '<', 'contains', 'within'] as const) expect(holds({}, one('name', operator, 'x'))).toBe(false)
    expect(holds({}, one('name', '!=', 'x'))).toBe(true)
    expect(holds({}, one('owner', 'not me'))).toBe(true)
    expect(holds({}, one('dept', 'mine'))).toBe(false)
    expect([holds({ tags: [] }, one('tags', 'empty')), holds({ name: 'x' }, one('name', 'filled')), holds({}, one('qty', 'empty'))]).toEqual([true, true, true])
  })
  it('joins conditions and groups', () => {
    const values = { qty: '5', name: '甲' }
    const group: Filter = { joiner: 'and', parts: [one('qty', '>', '3'), { joiner: 'or', rows: [one('name', '=', '乙'), one('name', '=', '甲')] }] }
    expect(matches(group, fields, (code) => values[code as 'qty'], reader)).toBe(true)
    expect(matches({ joiner: 'or', parts: [one('qty', '>', '9'), one('name', '=', '甲')] }, fields, (code) => values[code as 'qty'], reader)).toBe(true)
    expect(holds(values, one('qty', '>', '3'), one('name', '=', '乙'))).toBe(false)
  })
  it('that asks nothing meets no row', () => {
    expect(holds({ qty: '5' })).toBe(false)
    expect(holds({ qty: '5' }, one('qty', '>'))).toBe(false)
    expect(holds({ qty: '5' }, one('vanished', '=', 'x'))).toBe(false)
  })
})
