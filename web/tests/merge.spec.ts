import { describe, expect, it } from 'vitest'
import { merged } from '@/shared/form/core/merge'
import { cellPath, getAt, plainPath, setAt } from '@/shared/form/core/paths'

const none = new Set<string>()

describe('merging the server\'s answer into what somebody is typing', () => {
  it('takes over what was computed', () => {
    expect(merged({ a: '1' }, { a: '1', sum: '3' }, none, none)).toEqual({ a: '1', sum: '3' })
  })
  it('keeps what was typed after the question', () => {
    expect(merged({ title: 'new words' }, { title: 'old' }, new Set(['title']), none).title).toBe('new words')
  })
  it('keeps text that the server could not read', () => {
    expect(merged({ qty: 'abc' }, { qty: null }, none, new Set(['qty'])).qty).toBe('abc')
  })
  it('merges rows cell by cell', () => {
    const local = { items: [{ qty: '12', price: '3' }] }
    const answer = { items: [{ qty: '1', price: '3', amount: '3' }] }
    expect(merged(local, answer, new Set(['items[0].qty']), none).items).toEqual([{ qty: '12', price: '3', amount: '3' }])
  })
  it('keeps rows that were added or removed meanwhile', () => {
    expect(merged({ items: [{}, {}] }, { items: [{ qty: '1' }] }, new Set(['items']), none).items).toHaveLength(2)
  })
})

describe('paths', () => {
  it('name cells', () => {
    expect(cellPath('items[2].qty')).toEqual({ table: 'items', row: 2, column: 'qty' })
    expect(cellPath('明细[0].数量')).toEqual({ table: '明细', row: 0, column: '数量' })
    expect(cellPath('title')).toBeNull()
    expect(plainPath('items[2].qty')).toBe('items.qty')
  })
  it('write without changing the original', () => {
    const before = { items: [{ qty: '1' }] }
    const after = setAt(before, 'items[0].qty', '2')
    expect(getAt(after, 'items[0].qty')).toBe('2')
    expect(before.items[0].qty).toBe('1')
  })
})
