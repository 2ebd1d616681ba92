import { describe, expect, it } from 'vitest'
import { describe as inWords, parseCondition, toFeel } from '@/shared/feel/conditions'
import { filterToFeel, readRows, writeRows } from '@/shared/grid/filter'
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
})

describe('filters', () => {
  it('leave out what is not filled in', () => {
    expect(filterToFeel([{ field: 'title', operator: 'contains', value: null }, { field: 'amount', operator: '>', value: '1,000' }], 'and', fields)).toBe('amount > 1000')
  })
  it('count relative spans from today', () => {
    expect(filterToFeel([{ field: 'wanted', operator: 'within', value: 'days7' }], 'and', fields)).toBe('wanted >= today() - duration("P7D")')
  })
  it('quote what people type', () => {
    expect(filterToFeel([{ field: 'title', operator: '=', value: 'a"b' }], 'and', fields)).toBe('title = "a\\"b"')
  })
  it('survive the address', () => {
    const rows = [{ field: 'kind', operator: 'in' as const, value: ['tool'] }]
    expect(readRows(writeRows(rows, 'or'))).toEqual({ rows, joiner: 'or' })
    expect(readRows('nonsense')).toEqual({ rows: [], joiner: 'and' })
  })
})
