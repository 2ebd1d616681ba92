import { describe, expect, it } from 'vitest'
import { given, inPlace, startText } from '@/shared/ledger/cellText'
import { changesOf, countOf, judged, planOf } from '@/features/ledger/pastePlan'
import type { Field, LedgerRecord, RecordOutcome } from '@/shared/api/types'
import { filling, readTable } from '@/shared/grid/pasted'
import { statsOf } from '@/shared/grid/stats'

const record = (id: number, values: Record<string, unknown> = {}) => ({ id, revision: 3, title: '', number: '', values, display: {} }) as unknown as LedgerRecord
const column = (code: string, editable = true) => ({ code, label: code, width: 100, editable, text: (row: LedgerRecord) => String(row.values[code] ?? '') })
const outcome = (more: Partial<RecordOutcome>): RecordOutcome => ({ record: null, errors: [], current: null, gone: false, removed: false, ...more })
const field = (type: string, more: Partial<Field> = {}): Field => ({ code: 'it', label: '', type, ...more })

describe('a block from the clipboard', () => {
  it('is read as spreadsheets write it', () => {
    expect(readTable('a\tb\r\n1\t2\r\n')).toEqual([['a', 'b'], ['1', '2']])
    expect(readTable('"a\nb"\t"say ""hi"""')).toEqual([['a\nb', 'say "hi"']])
    expect(readTable('5" pipe\t"open')).toEqual([['5" pipe', '"open']])
    expect(readTable('')).toEqual([['']])
  })
  it('fills a range that it divides, else keeps its size', () => {
    expect(filling([['x']], 2, 2)).toEqual([['x', 'x'], ['x', 'x']])
    expect(filling([['a'], ['b']], 4, 1)).toEqual([['a'], ['b'], ['a'], ['b']])
    expect(filling([['a'], ['b']], 3, 1)).toEqual([['a'], ['b']])
  })
  const columns = [column('a'), column('sum', false), column('b')]
  it('meets records, makes new ones behind the last, and says what lies beyond', () => {
    const plan = planOf(readTable('1\t2\t3\t4\n5\t6\t7\t8'), { top: 4, left: 0, bottom: 4, right: 0 }, columns, [record(9)], true)
    expect(plan.rows.map((row) => row.record?.id ?? null)).toEqual([9, null])
    expect(plan.beyond).toBe(1)
    expect(changesOf(plan.rows).changes).toEqual([
      { record: 9, revision: 3, values: {}, remove: false, texts: { a: '1', b: '3' } },
      { record: null, revision: null, values: {}, remove: false, texts: { a: '5', b: '7' } },
    ])
    expect(planOf(readTable('1\n2'), { top: 4, left: 0, bottom: 4, right: 0 }, columns, [record(9)], false).left).toBe(1)
  })
  it('loses the cells that are refused, and the rows that do not stand', () => {
    const plan = planOf(readTable('1\t\t3\n5\t6\t7'), { top: 0, left: 0, bottom: 0, right: 0 }, columns, [record(1), record(2)], true)
    const rows = judged(plan.rows, [outcome({ record: record(1), errors: [{ field: 'b', message: '不对', code: '' }] }), outcome({ current: record(2) })], '被改过')
    expect(changesOf(rows).changes.map((change) => change.texts)).toEqual([{ a: '1' }])
    expect(countOf(rows)).toEqual({ changed: 1, made: 0, cells: 1, refused: 4 })
  })
})

describe('a chosen block of cells', () => {
  it('is summed without floats', () => {
    expect(statsOf(['a', '', 'b'], ['0.1', '0.2', '', '¥3'])).toEqual({ count: 2, numbers: 2, sum: '0.3', average: '0.15' })
    expect(statsOf([], ['12345678901234567.89', '0.11'])).toMatchObject({ sum: '12345678901234568' })
    expect(statsOf([], ['-1', '-1', '-2'])).toMatchObject({ sum: '-4', average: '-1.3333' })
    expect(statsOf([], [])).toEqual({ count: 0, numbers: 0, sum: '0', average: '0' })
  })
})

describe('a cell', () => {
  it('opens with what one would type', () => {
    expect(startText(field('money'), record(1, { it: '1200.50' }))).toBe('1200.5')
    expect(startText(field('number', { settings: { percent: true } }), record(1, { it: '0.1500' }))).toBe('15%')
    expect(startText(field('text'), record(1, { it: '1.50' }))).toBe('1.50')
    expect(startText(field('date'), record(1, {}))).toBe('')
  })
  it('tells the server what was typed', () => {
    expect(given(field('money'), '1,200')).toEqual({ text: '1,200' })
    expect(given(field('number', { settings: { percent: true } }), '15')).toEqual({ text: '15%' })
    const moment = given(field('datetime'), '2026/11/3 9:05')
    expect('value' in moment && new Date(String(moment.value)).getTime()).toBe(new Date(2026, 10, 3, 9, 5).getTime())
    expect(given(field('datetime'), '2026-02-30 09:00')).toEqual({ text: '2026-02-30 09:00' })
  })
  it('is changed in place unless it is worked out, or more than a cell holds', () => {
    expect(['text', 'money', 'select', 'link', 'multiselect'].every((type) => inPlace(field(type)))).toBe(true)
    expect(['formula', 'lookup', 'serial', 'attachment', 'image', 'subtable', 'none'].some((type) => inPlace(field(type)))).toBe(false)
    expect(inPlace(field('text', { readonly: true }))).toBe(false)
  })
})
