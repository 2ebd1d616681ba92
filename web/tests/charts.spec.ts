import { describe, expect, it } from 'vitest'
import type { Card, Chart, ChartPoint, Field, FormDefinition, Person } from '@/shared/api/types'
import { fits, groupable, keyOf, measurable, titleOf } from '@/shared/charts/dimensions'
import { addressOf, feelOf } from '@/shared/charts/drill'
import { figuresOf, heightOf, valueText } from '@/shared/charts/figures'
import { asSpan, BUCKETS, daysOfSpan, unbroken } from '@/shared/grid/buckets'
import { readFilter } from '@/shared/grid/filter'
import { bounds, daysOf } from '@/shared/grid/spans'
import { spanText } from '@/shared/grid/spanText'
import { fieldsByCode } from '@/shared/ledger/systemFields'

const definition = {
  code: 'spending', name: '费用', fields: [
    { code: 'name', label: '名称', type: 'text' },
    { code: 'kind', label: '类别', type: 'select', settings: { options: [{ value: 't', label: '差旅' }] } },
    { code: 'tags', label: '标签', type: 'multiselect' },
    { code: 'owner', label: '经办人', type: 'person' },
    { code: 'cost', label: '金额', type: 'money' },
    { code: 'day', label: '日期', type: 'date' },
    { code: 'at', label: '时刻', type: 'datetime' },
    { code: 'lines', label: '明细', type: 'subtable', fields: [{ code: 'what', label: '品名', type: 'text' }, { code: 'price', label: '价', type: 'money' }] },
  ],
} as FormDefinition
const fields: Map<string, Field> = fieldsByCode(definition)
const card = (given: Partial<Card> = {}): Card => ({ id: 'a', form: 'spending', kind: 'bar', by: 'kind', function: 'sum', field: 'cost', ...given })
const point = (given: Partial<ChartPoint>): ChartPoint => ({ key: null, label: '', split: null, split_label: '', value: null, count: 1, rest: false, split_rest: false, ...given })
const chart = (points: ChartPoint[], left = 0): Chart => ({ points, total: null, count: 0, left })
const people = [{ username: 'wangli', department: 'purchasing' }, { username: 'zhaomin', department: 'purchasing' }, { username: 'sunqian', department: 'finance' }] as Person[]
const filterIn = (address: string | null) => readFilter(new URLSearchParams(address?.split('?')[1]).get('filter')).parts

describe('buckets of the calendar', () => {
  it('know their days and follow each other without a gap', () => {
    expect(daysOfSpan('2026-11')).toEqual(['2026-11-01', '2026-12-01'])
    expect(daysOfSpan('2026-12')).toEqual(['2026-12-01', '2027-01-01'])
    expect(daysOfSpan('2026-Q4')).toEqual(['2026-10-01', '2027-01-01'])
    expect(daysOfSpan('W2026-12-28')).toEqual(['2026-12-28', '2027-01-04'])
    expect(daysOfSpan('2024-02-28')).toEqual(['2024-02-28', '2024-02-29'])
    expect(daysOfSpan('thisMonth')).toBeNull()
    for (const bucket of BUCKETS) {
      const first = { day: '2023-12-30', week: '2023-12-25', month: '2023-11', quarter: '2023-Q3', year: '2023' }[bucket]
      const last = { day: '2024-03-02', week: '2024-03-04', month: '2024-03', quarter: '2024-Q2', year: '2026' }[bucket]
      const all = unbroken(bucket, [first, last])
      expect([all[0], all[all.length - 1]]).toEqual([first, last])
      all.slice(1).forEach((key, at) => expect(daysOfSpan(asSpan(bucket, all[at]))![1]).toBe(daysOfSpan(asSpan(bucket, key))![0]))
    }
  })
  it('that are far too many stay as they came', () => {
    expect(unbroken('day', ['0001-01-01', '2026-11-27'])).toEqual(['0001-01-01', '2026-11-27'])
    expect(unbroken('month', [])).toEqual([])
  })
  it('mean the same to the server and on screen', () => {
    expect(bounds('2026-11', false)).toEqual(['date("2026-11-01")', 'date("2026-12-01")'])
    expect(bounds('2026-11', true)[0]).toContain('date and time(date("2026-11-01"), time(0, 0, 0, now().time offset))')
    expect(daysOf('2026-Q4')).toEqual([new Date(2026, 9, 1), new Date(2027, 0, 1)])
    expect([spanText('2026-11'), spanText('2026-Q4'), spanText('thisMonth')]).toEqual(['2026年11月', '2026 年第 4 季度', '本月'])
  })
})

describe('what can be asked', () => {
  it('groups by what has few values, never by lists; measures what adds up', () => {
    const codes = groupable(definition).map((field) => field.code)
    expect(codes).toEqual(expect.arrayContaining(['kind', 'owner', 'day', 'at', 'created_by', 'created_at', 'lines.what']))
    expect(codes).not.toContain('tags')
    expect(measurable(definition).map((field) => field.code)).toEqual(['cost', 'lines.price'])
  })
  it('does not share a record’s amount out among its rows', () => {
    expect(fits({ by: 'kind' }, 'cost')).toBe(true)
    expect(fits({ by: 'lines.what' }, 'lines.price')).toBe(true)
    expect(fits({ by: 'lines.what' }, 'cost')).toBe(false)
    expect(fits({ by: 'kind', split: 'lines.what' }, 'cost')).toBe(false)
    expect(fits({ by: 'lines.what' }, '')).toBe(true)
  })
  it('calls a card by what it asks', () => {
    expect(titleOf(card(), '费用', fields)).toBe('费用：金额合计，按类别')
    expect(titleOf(card({ by: 'owner:department', function: 'count', field: '' }), '费用', fields)).toBe('费用：记录数，按经办人（部门）')
    expect(titleOf(card({ title: '花在哪里' }), '费用', fields)).toBe('花在哪里')
    expect(keyOf('owner:nonsense')).toEqual({ code: 'owner', part: '' })
  })
})

describe('figures', () => {
  it('fill the months in which nothing was, and put what has none last', () => {
    const found = figuresOf(card({ by: 'day:month' }), chart([point({ key: '2026-08', value: '1.00' }), point({ key: '2026-11', value: '2.00' }), point({ key: null, value: '3.00' })]))
    expect(found.rows.map((row) => [row.label, row.points[0]?.value ?? null])).toEqual([['2026年8月', '1.00'], ['2026年9月', null], ['2026年10月', null], ['2026年11月', '2.00'], ['（空）', '3.00']])
  })
  it('keep a series in its colour through all rows, the rest last', () => {
    const found = figuresOf(card({ split: 'owner' }), chart([
      point({ key: 't', label: '差旅', split: null, split_rest: true, value: '1' }), point({ key: 't', label: '差旅', split: 'wangli', split_label: '王丽', value: '2' }),
      point({ key: null, rest: true, split: 'wangli', split_label: '王丽', value: '3' }),
    ], 4))
    expect(found.series).toEqual(['王丽', '其他'])
    expect(found.rows.map((row) => [row.label, ...row.points.map((one) => one?.value ?? null)])).toEqual([['差旅', '2', '1'], ['其余 4 组', '3', null]])
  })
  it('are exact in words, an average to two places', () => {
    expect(valueText(card(), fields, '12345678901234.10')).toBe('¥12,345,678,901,234.10')
    expect(valueText(card({ function: 'avg' }), fields, '0.995000')).toBe('¥1.00')
    expect(valueText(card({ function: 'avg' }), fields, '-2.004999')).toBe('-¥2.00')
    expect(valueText(card({ function: 'count', field: '' }), fields, 12345)).toBe('12,345')
    expect(valueText(card(), fields, null)).toBe('¥0.00')
    expect(valueText(card({ function: 'max' }), fields, null)).toBe('–')
    expect([heightOf(card(), null), heightOf(card({ function: 'avg' }), null)]).toEqual([0, null])
  })
})

describe('from a bar to its records', () => {
  it('carries the card’s filter, the period and the bar’s own keys', () => {
    const asked = card({ split: 'day:month', time: 'at', filter: '{"j":"and","r":[["cost",">","5"]]}' })
    const address = addressOf(asked, 'thisYear', fields, people, point({ key: 't', split: '2026-11' }))
    expect(filterIn(address)).toEqual([
      { field: 'cost', operator: '>', value: '5' }, { field: 'at', operator: 'within', value: 'thisYear' }, { field: 'kind', operator: '=', value: 't' }, { field: 'day', operator: 'within', value: '2026-11' },
    ])
  })
  it('asks for everybody of a department, and for records without a value', () => {
    expect(filterIn(addressOf(card({ by: 'owner:department' }), '', fields, people, point({ key: 'purchasing' })))).toEqual([{ field: 'owner', operator: 'in', value: ['wangli', 'zhaomin'] }])
    expect(filterIn(addressOf(card(), '', fields, people, point({ key: null })))).toEqual([{ field: 'kind', operator: 'empty', value: null }])
    expect(addressOf(card(), '', fields, people, point({ rest: true }))).toBeNull()
    expect(addressOf(card({ by: 'owner:department' }), '', fields, people, point({ key: null }))).toBeNull()
  })
  it('says in FEEL what a row of a table must be', () => {
    const asked = card({ filter: '{"j":"and","r":[["lines.what","=","纸"],["lines.price",">=","3"]]}' })
    expect(feelOf(asked, '', fields)).toBe('(some line in lines satisfies line.what = "纸") and (some line in lines satisfies line.price >= 3)')
  })
})
