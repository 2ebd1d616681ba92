import { describe, expect, it } from 'vitest'
import { blank, copyField, fieldAt, insertField, moveField, removeField, renameField, usesOf } from '@/features/form-designer/model'
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
    expect(usesOf(purchase, 'items')).toContain('金额')
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
})
