/** Follow-ups by choosing: what is chosen is FEEL, and FEEL of that shape is shown as chosen again. */
import { describe, expect, it } from 'vitest'
import { computationText, computationWords, readComputation } from '@/features/rule-sheet/computation'
import { capture, codeFor, formOf, retyped } from '@/features/rule-sheet/sheet'
import type { Field, FormDefinition } from '@/shared/api/types'
import { linesText, readLines } from '@/shared/followups/lines'
import { fromPhrase, toPhrase } from '@/shared/followups/phrases'
import { fitting, placesOf, sameNamed, type Scope } from '@/shared/followups/places'
import { fixedText, readSource, sourceText } from '@/shared/followups/sources'

const products: FormDefinition = { code: 'products', name: '产品', fields: [{ code: 'code', label: '编码', type: 'text' }, { code: 'price', label: '参考单价', type: 'money' }] }
const form: FormDefinition = {
  code: 'promo', name: '促销', fields: [
    { code: 'title', label: '标题', type: 'text', required: true },
    { code: 'from', label: '开始日期', type: 'date', required: true },
    { code: 'note', label: '备注', type: 'text' },
    { code: 'amount', label: '金额', type: 'money', required: true },
    { code: 'items', label: '产品明细', type: 'subtable', fields: [{ code: 'product', label: '产品', type: 'link', required: true, settings: { form: 'products' } }, { code: 'price', label: '促销价', type: 'money', required: true }] },
  ],
}
const scope: Scope = { form, linked: new Map([['products', products]]) }
const places = placesOf(scope)
const inLine = placesOf(scope, 'items')
const field = (type: string, more: Partial<Field> = {}): Field => ({ code: 'x', label: 'X', type, ...more })

describe('places', () => {
  it('names what a line and its linked record hold only within the line', () => {
    expect(inLine.map((place) => place.path)).toEqual(expect.arrayContaining(['row.product.id', 'row.product.code', 'row.price', 'title']))
    expect(places.some((place) => place.path.startsWith('row.'))).toBe(false)
  })
  it('offers a field only what fits it', () => {
    expect(fitting(places, field('date')).map((place) => place.path)).toEqual(['from', 'today()', 'now()'])
    expect(fitting(inLine, field('link', { settings: { form: 'products' } })).map((place) => place.path)).toEqual(['row.product.id'])
    expect(fitting(places, field('link', { settings: { form: 'promo' } })).map((place) => place.path)).toEqual(['record.id'])
  })
  it('puts fields of one name together', () => {
    expect(sameNamed(places, field('money', { label: '金额' }))?.path).toBe('amount')
    expect(sameNamed(places, field('date', { label: '金额' }))).toBeUndefined()
  })
})
describe('one value', () => {
  it.each([
    ['', { kind: 'none' }], ['amount', { kind: 'place', path: 'amount' }], ['"在用"', { kind: 'fixed', value: '在用' }],
    ['date("2026-12-01")', { kind: 'fixed', value: '2026-12-01' }], ['12.5', { kind: 'fixed', value: '12.5' }], ['true', { kind: 'fixed', value: 'true' }],
    ['amount * 2', { kind: 'formula', text: 'amount * 2' }],
  ])('reads %s', (text, source) => expect(readSource(text, places)).toEqual(source))
  it.each([['5', 'number', '5'], ['5', 'text', '"5"'], ['2026-12-01', 'date', 'date("2026-12-01")'], ['true', 'boolean', 'true'], ['a "b"', 'text', String.raw`"a \"b\""`], ['', 'text', '']])('writes %s for a %s', (value, type, text) => expect(fixedText(value, field(type))).toBe(text))
  it('says it in words', () => {
    expect(sourceText('from', places)).toBe('开始日期')
    expect(sourceText('"在用"', places)).toBe('“在用”')
  })
})
describe('a link', () => {
  it('means its record, written out or not', () => {
    expect(readSource('row.product', inLine)).toEqual({ kind: 'place', path: 'row.product.id' })
    expect(sourceText('row.product', inLine)).toBe('产品')
  })
})
describe('a sentence', () => {
  it('joins texts and values, and what may be missing does not swallow the rest', () => {
    const text = '促销 {标题}：{开始日期}，{备注}。'
    const { feel, unknown } = fromPhrase(text, places)
    expect(feel).toBe('"促销 " + title + "：" + string(from) + "，" + (if note = null then "" else note) + "。"')
    expect(unknown).toEqual([])
    expect(toPhrase(feel, places)).toBe(text)
  })
  it('tells names that nothing has, and keeps what it cannot say', () => {
    expect(fromPhrase('{不存在}', places).unknown).toEqual(['不存在'])
    expect(toPhrase('if amount > 5 then "a" else "b"', places)).toBeNull()
    expect(toPhrase('""', places)).toBe('')
    expect(fromPhrase('', places).feel).toBe('""')
    expect(toPhrase(fromPhrase('带 "引号" 和 + 号', places).feel, places)).toBe('带 "引号" 和 + 号')
  })
})
describe('lines', () => {
  it('are a list with an entry per line', () => {
    const text = 'for row in items return {sku: row.product.code, "单价": row.price}'
    const lines = readLines(text)
    expect(lines).toEqual({ table: 'items', values: { sku: 'row.product.code', 单价: 'row.price' } })
    expect(readLines(linesText(lines!))).toEqual(lines)
  })
  it('leave alone what is more than that', () => {
    expect(readLines('for row in items return row.price')).toBeNull()
    expect(readLines('for row in items return {a: sum(row.x)}')).toBeNull()
    expect(readLines('items')).toBeNull()
  })
})
describe('a calculated value', () => {
  it.each(['sum(items.price)', 'max(items.price)', 'count(items)', 'a * b', '1 - a / b', 'a - b'])('%s is read and written', (text) => expect(computationText(readComputation(text)!)).toBe(text))
  it('says more than can be chosen as it is', () => {
    expect(readComputation('sum(items.price) * 2')).toBeNull()
    expect(computationWords('sum(items.price)', form.fields)).toBe('产品明细里促销价的合计')
    expect(computationWords('if a then b else c', form.fields)).toBe('if a then b else c')
  })
})
describe('captures', () => {
  it('get a code that reads like the label and is free', () => {
    expect(codeFor('竞品价格截图', [])).toBe('竞品价格截图')
    expect(codeFor('金额（元）', ['金额_元'])).toBe('金额_元_2')
    expect(codeFor('3 月预算', [])).toBe('_3_月预算')
    expect(codeFor('title', [])).toBe('title_2')
    expect(codeFor('！', [])).toBe('field')
  })
  it('begin with what their kind needs, and ask for what a person types', () => {
    expect(capture('截图', 'image', [])).toEqual({ code: '截图', label: '截图', type: 'image', proof: true })
    expect(retyped(capture('截图', 'image', []), 'formula')).toEqual({ code: '截图', label: '截图', type: 'formula', required: false, settings: { expression: '', result: 'number' } })
    expect(formOf({ name: '促销', captures: [capture('金额', 'money', [])] }, 'p').fields.map((one) => [one.code, one.required])).toEqual([['title', true], ['金额', true]])
  })
})
