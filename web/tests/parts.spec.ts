import { describe, expect, it } from 'vitest'
import { outside, partOfSection, partOfTable, putPart } from '@/features/form-designer/parts'

const FORM = {
  code: 'f', name: 'F',
  fields: [
    { code: 'who', label: '申请人', type: 'text', id: 1 },
    { code: 'qty', label: '数量', type: 'number', id: 2 },
    { code: 'price', label: '单价', type: 'money', id: 3, visible_when: 'who != null' },
    { code: 'worth', label: '金额', type: 'formula', id: 4, settings: { expression: 'qty * price' } },
    { code: 'lines', label: '明细', type: 'subtable', id: 5, fields: [{ code: 'n', label: '件', type: 'number', id: 6, check: 'n <= qty' }] },
  ],
  sections: [{ title: '基本', fields: ['who'] }, { title: '金额', fields: ['qty', 'price', 'worth'] }],
  rules: [{ check: 'qty > 0', message: 'm', field: 'qty' }, { check: 'who != null or qty > 1', message: 'o', field: '' }],
}
const codes = (form: { fields: { code: string }[] }) => form.fields.map((field) => field.code)

describe('a part of a form', () => {
  it('takes along its fields without numbers and the rules that speak of nothing else', () => {
    const part = partOfSection(FORM, 1)
    expect(part.title).toBe('金额')
    expect(codes(part)).toEqual(['qty', 'price', 'worth'])
    expect(part.fields.some((field) => 'id' in field)).toBe(false)
    expect(part.rules).toEqual([FORM.rules[0]])
  })
  it('says what it speaks of and does not bring', () => {
    expect(outside(FORM, partOfSection(FORM, 1))).toEqual(['申请人'])
    expect(outside(FORM, partOfTable(FORM, 'lines'))).toEqual(['数量'])
    expect(outside(FORM, partOfSection(FORM, 0))).toEqual([])
  })
  it('goes into a form under free codes, its formulas and rules with it', () => {
    const other = { code: 'g', name: 'G', fields: [{ code: 'qty', label: '别的', type: 'text' }, { code: 'end', label: '末', type: 'text' }], sections: [{ title: '末', fields: ['end'] }] }
    const made = putPart(other, partOfSection(FORM, 1), '', 0)
    expect(codes(made.form)).toEqual(['qty', 'qty_2', 'price', 'worth', 'end'])
    expect(made.form.fields[3].settings?.expression).toBe('qty_2 * price')
    expect(made.form.rules).toEqual([{ check: 'qty_2 > 0', message: 'm', field: 'qty_2' }])
    expect(made.form.sections).toEqual([{ title: '金额', fields: ['qty_2', 'price', 'worth'] }, { title: '末', fields: ['end'] }])
    expect(made.path).toBe('qty_2')
  })
  it('goes in twice, the second behind the first', () => {
    const once = putPart(FORM, partOfSection(FORM, 1), '#1', 0).form
    const twice = putPart(once, partOfSection(FORM, 1), '#2', 0).form
    expect(twice.sections?.map((section) => section.fields)).toEqual([['who'], ['qty', 'price', 'worth'], ['qty_2', 'price_2', 'worth_2'], ['qty_3', 'price_3', 'worth_3']])
    expect(twice.fields.find((field) => field.code === 'worth_3')?.settings?.expression).toBe('qty_3 * price_3')
    expect(new Set(codes(twice)).size).toBe(twice.fields.length)
  })
  it('without a title it is put at its place in the zone', () => {
    const made = putPart(FORM, partOfTable(FORM, 'lines'), '#0', 1)
    expect(made.form.sections?.[0].fields).toEqual(['who', 'lines_2'])
    expect(made.form.fields.find((field) => field.code === 'lines_2')?.fields?.[0].code).toBe('n')
    expect(made.form.sections).toHaveLength(2)
  })
})
