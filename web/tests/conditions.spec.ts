import { describe, expect, it } from 'vitest'
import { describe as inWords, parseCondition, toFeel } from '@/shared/feel/conditions'
import { filterToFeel, narrowed, readFilter, without, writeFilter, type Filter, type FilterPart, type Joiner } from '@/shared/grid/filter'
import { daysOf } from '@/shared/grid/spans'
import { purchase } from './fixtures/purchase'

const fields = new Map(purchase.fields.map((field) => [field.code, field]))
const again = (text: string) => {
  const parsed = parseCondition(text, fields)
  return parsed ? toFeel(parsed, fields) : null
}

describe('conditions as rows', () => {
  it.each([
    ['amount >= 5000', 'amount >= 5000'],
    ['amount >= 5000 and supplier_changed', 'amount >= 5000 and supplier_changed = true'],
    ['not(supplier_changed)', 'supplier_changed = false'],
    ['title = "a and b" or contains(title, "c, d")', 'title = "a and b" or contains(title, "c, d")'],
    ['kind in ("原料", "tool")', 'kind in ("原料", "tool")'],
    ['wanted >= date("2026-11-22")', 'wanted >= date("2026-11-22")'],
    ['supplier = null', 'supplier = null'],
    ['supplier = 3', 'supplier = 3'],
    ['', ''],
  ])('reads %s', (text, written) => {
    expect(again(text)).toBe(written)
  })
  it.each(['amount > 1 and supplier_changed or kind = "tool"', 'sum(items.amount) > 5', 'unknown = 1', 'amount > limit', 'amount + 1 > 5'])('leaves %s alone', (text) => {
    expect(again(text)).toBeNull()
  })
  it('says it in the form\'s own words', () => {
    expect(inWords('amount >= 5000 and supplier_changed', fields)).toBe('金额 大于等于 ¥5,000.00 且 供应商变更 等于 是')
  })
  it('say what rows cannot with labels for codes', () => {
    expect(inWords('amount * 2 >= 5000 and count(items) > 1', fields)).toBe('金额 * 2 >= 5000 and count(采购明细) > 1')
  })
})

describe('filters', () => {
  const of = (parts: FilterPart[], joiner: Joiner = 'and') => filterToFeel({ joiner, parts }, fields)
  it('leave out what is not filled in', () => {
    expect(of([{ field: 'title', operator: 'contains', value: null }, { field: 'amount', operator: '>', value: '1,000' }])).toBe('amount > 1000')
  })
  it('count relative spans from the company\'s today', () => {
    expect(of([{ field: 'wanted', operator: 'within', value: 'days7' }])).toBe('(wanted >= today() - duration("P6D") and wanted < today() + duration("P1D"))')
    expect(of([{ field: 'wanted', operator: 'within', value: 'thisMonth' }])).toContain('date(today().year, today().month, 1) + duration("P1M")')
  })
  it('quote what people type', () => {
    expect(of([{ field: 'title', operator: '=', value: 'a"b' }])).toBe('title = "a\\"b"')
  })
  it('put groups in brackets', () => {
    const group = { joiner: 'or' as const, rows: [{ field: 'amount', operator: '<' as const, value: '1' }, { field: 'amount', operator: '>' as const, value: '9' }] }
    expect(of([{ field: 'title', operator: 'filled', value: null }, group])).toBe('title != null and (amount < 1 or amount > 9)')
    expect(without({ joiner: 'and', parts: [group] }, 0, 0)).toEqual({ joiner: 'and', parts: [group.rows[1]] })
  })
  it('narrow what is joined by or as a whole', () => {
    const [one, two, more] = ['1', '2', '3'].map((value) => ({ field: 'amount', operator: '=' as const, value }))
    expect(narrowed({ joiner: 'or', parts: [one, two] }, more)).toEqual({ joiner: 'and', parts: [{ joiner: 'or', rows: [one, two] }, more] })
  })
  it('survive the address', () => {
    const filter: Filter = { joiner: 'or', parts: [{ field: 'kind', operator: 'in', value: ['tool'] }, { joiner: 'and', rows: [{ field: 'title', operator: 'filled', value: null }] }] }
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(readFilter('nonsense')).toEqual({ joiner: 'and', parts: [] })
    expect(readFilter('{"r":[7,{"x":1},["a"]]}')).toEqual({ joiner: 'and', parts: [] })
  })
  it('mean the same days on this machine', () => {
    const wednesday = new Date(2026, 10, 25, 15)
    expect(daysOf('thisWeek', wednesday)).toEqual([new Date(2026, 10, 23), new Date(2026, 10, 30)])
    expect(daysOf('days7', wednesday)).toEqual([new Date(2026, 10, 19), new Date(2026, 10, 26)])
    expect(daysOf('thisQuarter', wednesday)).toEqual([new Date(2026, 9, 1), new Date(2027, 0, 1)])
  })
})
