import { describe, expect, it } from 'vitest'
import { blank, copyField, fieldAt, fieldsIn, insertField, moveField, removeField, renameField, transfer } from '@/features/form-designer/model'
import { addSection, moveSection, nameSection, removeSection } from '@/features/form-designer/sections'
import { usesOf } from '@/features/form-designer/uses'
import { purchase } from './fixtures/purchase'

describe('designing a form', () => {
  it('inserts where asked, also into a subtable', () => {
    const made = insertField(purchase, 'items', 1, blank(purchase, 'items', 'text'))
    expect(fieldAt(made, 'items')?.fields?.map((field) => field.code)).toEqual(['product', 'text_1', 'qty', 'unit_price', 'amount'])
    expect(fieldAt(purchase, 'items')?.fields).toHaveLength(4)
  })
  it('moves by one and stops at the ends', () => {
    expect(moveField(purchase, 'title', -1).fields[0].code).toBe('title')
    expect(moveField(purchase, 'number', -1)).toBe(purchase)
  })
  it('says where a field is used', () => {
    expect(usesOf(purchase, 'items')).toContain('金额 · 公式')
    expect(usesOf(purchase, 'reason')).toEqual([])
    expect(usesOf(purchase, 'title')).toHaveLength(1)
  })
  it('lets columns follow a rename or a removal', () => {
    expect(renameField(purchase, 'title', 'subject').columns).toContain('subject')
    expect(removeField(purchase, 'title').columns).not.toContain('title')
  })
  it('copies without the stable number', () => {
    const numbered = { ...purchase, fields: purchase.fields.map((field, index) => ({ ...field, id: index + 1 })) }
    const made = copyField(numbered, 'title')
    expect(fieldAt(made.form, made.path)).not.toHaveProperty('id')
  })
  it('tells a column from a field of the same name', () => {
    const form = { ...purchase, fields: [...purchase.fields, { code: 'qty', label: '件数', type: 'number' }] }
    expect(usesOf(form, 'items.qty').some((use) => use.startsWith('小计') || use.includes('公式'))).toBe(true)
    expect(usesOf(form, 'qty')).toEqual([])
  })
  it('carries a field into a subtable and out again, as another field', () => {
    const numbered = { ...purchase, fields: purchase.fields.map((field, index) => ({ ...field, id: index + 1 })) }
    const inside = transfer(numbered, 'reason', 'items', 1)
    expect(inside.path).toBe('items.reason')
    expect(fieldAt(inside.form, 'items.reason')).not.toHaveProperty('id')
    expect(fieldAt(inside.form, 'reason')).toBeUndefined()
    const outside = transfer(inside.form, 'items.reason', '', 0)
    expect(outside.form.fields[0].code).toBe('reason')
    expect(fieldAt(outside.form, 'items')?.fields?.map((field) => field.code)).toEqual(fieldAt(purchase, 'items')?.fields?.map((field) => field.code))
  })
  it('takes another code where its own is taken', () => {
    const form = { ...purchase, fields: [...purchase.fields, { code: 'qty', label: '件数', type: 'number' }] }
    expect(transfer(form, 'qty', 'items', 0).path).toBe('items.number_1')
  })
  it('keeps fields in sections, in the order in which they are read', () => {
    let form = addSection(addSection(purchase))
    form = nameSection(form, 1, '附加')
    form = transfer(form, 'reason', '#1', 0).form
    form = transfer(form, 'title', '#0', 0).form
    expect(fieldsIn(form, '#1').map((field) => field.code)).toEqual(['reason'])
    expect(form.fields.slice(-2).map((field) => field.code)).toEqual(['title', 'reason'])
    form = moveField(form, 'title', 1)
    expect(form.sections?.[1].fields).toEqual(['title', 'reason'])
    form = moveSection(form, 1, -1)
    expect(form.sections?.map((section) => section.title)[0]).toBe('附加')
    const first = form.fields[0].code
    form = removeSection(form, 0)
    expect(form.sections).toHaveLength(1)
    expect(form.fields[0].code).toBe(first)
    expect(fieldsIn(form, '').slice(-2).map((field) => field.code)).toEqual(['title', 'reason'])
  })
})
