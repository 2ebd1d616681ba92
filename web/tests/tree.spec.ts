/** The tree of departments: where a drop or a key puts one, and that any number of moves leaves a tree. */
import { describe, expect, test } from 'vitest'
import { below, moved, placeAt, placeOf, stepped, unmoved, type Step } from '@/features/organisation/tree'
import { treeOrder } from '@/shared/form/core/directory'
import type { Department } from '@/shared/api/types'

const of = (code: string, parent: string | null): Department => ({ code, name: code, parent, head: null })
/** company: sales (north, south), stock, office */
const ALL = [of('company', null), of('sales', 'company'), of('north', 'sales'), of('south', 'sales'), of('stock', 'company'), of('office', 'company')]
const drawn = (all: Department[]) => treeOrder(all).map(({ department, depth }) => `${'.'.repeat(depth)}${department.code}`).join(' ')

test('the upper part of a row is in front of it, the middle into it, the lower part behind it', () => {
  expect(placeAt(ALL, 'stock', 0.1, 'office')).toEqual({ parent: 'company', before: 'stock' })
  expect(placeAt(ALL, 'stock', 0.5, 'office')).toEqual({ parent: 'stock', before: null })
  expect(placeAt(ALL, 'stock', 0.9, 'north')).toEqual({ parent: 'company', before: 'office' })
  expect(placeAt(ALL, 'office', 0.9, 'north')).toEqual({ parent: 'company', before: null })
})

test('behind a row with others below it is in front of the first of those', () => {
  expect(placeAt(ALL, 'sales', 0.9, 'stock')).toEqual({ parent: 'sales', before: 'north' })
  expect(placeAt(ALL, 'sales', 0.9, 'north')).toEqual({ parent: 'sales', before: 'south' })
})

test('a move is drawn at once and its place before is the way back', () => {
  const back = placeOf(ALL, 'stock')
  const after = moved(ALL, 'stock', { parent: 'sales', before: 'south' })
  expect(drawn(after)).toBe('company .sales ..north ..stock ..south .office')
  expect(drawn(moved(after, 'stock', back))).toBe(drawn(ALL))
})

test('keys go up, down, in and out, and stop at the ends', () => {
  const after = (code: string, step: Step) => {
    const to = stepped(ALL, code, step)
    return to && drawn(moved(ALL, code, to))
  }
  expect(after('stock', 'up')).toBe('company .stock .sales ..north ..south .office')
  expect(after('stock', 'down')).toBe('company .sales ..north ..south .office .stock')
  expect(after('stock', 'in')).toBe('company .sales ..north ..south ..stock .office')
  expect(after('north', 'out')).toBe('company .sales ..south .north .stock .office')
  expect([after('sales', 'up'), after('office', 'down'), after('sales', 'in'), after('company', 'out')]).toEqual([null, null, null, null])
})

test('what would change nothing is no move', () => {
  expect(unmoved(ALL, 'north', { parent: 'sales', before: 'south' })).toBe(true)
  expect(unmoved(ALL, 'north', { parent: 'sales', before: 'north' })).toBe(true)
  expect(unmoved(ALL, 'north', { parent: 'sales', before: null })).toBe(false)
})

describe('any walk of allowed moves', () => {
  test.each([1, 2, 3, 4, 5])('keeps every department, once, in a tree that undoes step by step (%i)', (seed) => {
    let state = seed * 7919
    const random = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below
    let all = ALL
    const walked: { code: string; back: ReturnType<typeof placeOf>; was: string }[] = []
    for (let n = 0; n < 200; n += 1) {
      const code = all[random(all.length)].code
      const to = placeAt(all, all[random(all.length)].code, random(100) / 100, code)
      if (to.before === code || (to.parent !== null && below(all, code).has(to.parent))) continue
      walked.push({ code, back: placeOf(all, code), was: drawn(all) })
      all = moved(all, code, to)
      expect(treeOrder(all)).toHaveLength(ALL.length)
      expect(placeOf(all, code).parent).toBe(to.parent)
    }
    expect(walked.length).toBeGreaterThan(20)
    for (const { code, back, was } of walked.reverse()) {
      all = moved(all, code, back)
      expect(drawn(all)).toBe(was)
    }
  })
})
