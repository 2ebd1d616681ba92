import { describe, expect, it } from 'vitest'
import { namesIn, samplesFor } from '@/shared/feel/names'
import { tokensOf } from '@/shared/feel/tokens'

const FIELDS = [
  { code: 'price', label: '单价', type: 'money' },
  { code: 'qty', label: '合计数量', type: 'number' },
  { code: 'worth', label: '总价', type: 'formula', settings: { expression: 'price * qty' } },
  { code: 'lines', label: '清单', type: 'subtable', fields: [{ code: 'n', label: '个数', type: 'number' }, { code: 'price', label: '行单价', type: 'money' }] },
]
const names = namesIn(FIELDS, '')
const said = (text: string, table = '') => tokensOf(text, table ? namesIn(FIELDS, table) : names).map((token) => token.name?.label ?? `!${token.code}`)

describe('the fields in an expression', () => {
  it('are found by their codes, tables with their columns', () => {
    expect(said('price * qty + sum(lines.n)')).toEqual(['单价', '合计数量', '清单·个数'])
    expect(said('if qty > 3 then "qty" else string length(why)')).toEqual(['合计数量', '!why'])
    expect(said('sum(lines[n > 2].n)')).toEqual(['清单', '清单·个数'])
    expect(said('price * n', 'lines')).toEqual(['行单价', '个数'])
  })
  it('are not words of the language, functions, local names, or what follows a point', () => {
    expect(said('some x in lines.n satisfies x > 1 and not(user.name = "a")')).toEqual(['清单·个数'])
    expect(said('date and time("2026-01-01T00:00:00").year + round half up(qty, 2) and today() > date("2026-01-01")')).toEqual(['合计数量'])
    expect(said('qty.year + 1.5e3 + {a: 1}.a')).toEqual(['合计数量'])
  })
  it('are marked where they are gone', () => {
    expect(said('price + gone * lines.gone')).toEqual(['单价', '!gone', '!lines.gone'])
  })
})

describe('sample values', () => {
  it('are those that the result depends on, through other formulas', () => {
    const samples = samplesFor('worth + sum(lines.n)', FIELDS, '')
    expect(samples.fields.map((field) => field.code)).toEqual(['price', 'qty', 'lines.n'])
    expect(samples.values({ price: '12.50', 'lines.n': '4、5，6' })).toEqual({ price: '12.50', qty: '3', lines: [{ n: '4' }, { n: '5' }, { n: '6' }] })
  })
  it('of a row are one row', () => {
    expect(samplesFor('n * qty', FIELDS, 'lines').values({ 'lines.n': '7' })).toEqual({ lines: [{ n: '7' }], qty: '3' })
  })
})
