import { describe, expect, it } from 'vitest'
import { readNumber, shifted } from '@/shared/form/core/numbers'
import { textOf } from '@/shared/form/core/registry'
import { filesOf } from '@/shared/form/core/labels'
import { grouped, money, relativeTime } from '@/shared/util/format'

describe('numbers and money', () => {
  it('never go through a float', () => {
    expect(money('12345678901234567.89')).toBe('¥12,345,678,901,234,567.89')
    expect(money('-0.5')).toBe('-¥0.50')
    expect(grouped('1234.500')).toBe('1,234.5')
  })
  it('are read as people type them', () => {
    expect(readNumber('１２，３４５．６')).toBe('12345.6')
    expect(readNumber('¥1,200')).toBe('1200')
    expect(readNumber('.5')).toBe('0.5')
    expect(readNumber('abc')).toBe('abc')
    expect(readNumber(' ')).toBeNull()
  })
  it('of a percent field are kept as fractions of one and read in hundredths', () => {
    const rate = { code: 'a', label: '', type: 'number', settings: { scale: 4, percent: true } } as never
    expect(textOf(rate, '0.2200')).toBe('22%')
    expect(textOf(rate, '-0.155')).toBe('-15.5%')
    expect(textOf(rate, '1')).toBe('100%')
    for (const [text, places, moved] of [['0.155', 2, '15.5'], ['15.5', -2, '0.155'], ['100', -2, '1'], ['0.5', -2, '0.005'], ['-0.001', 2, '-0.1'], ['0', -2, '0'], ['.', 2, '.'], ['abc', 2, 'abc']] as const)
      expect(shifted(text, places)).toBe(moved)
  })
  it('look like what a formula results in', () => {
    expect(textOf({ code: 'a', label: '', type: 'formula', settings: { result: 'money' } }, '6660')).toBe('¥6,660.00')
    expect(textOf({ code: 'n', label: '', type: 'number', settings: { unit: '吨' } }, '1200.000000')).toBe('1,200 吨')
  })
})
describe('times', () => {
  it('are relative', () => {
    const now = new Date('2026-11-23T12:00:00').getTime()
    expect(relativeTime(new Date(now - 5_000), now)).toBe('刚刚')
    expect(relativeTime(new Date(now - 5 * 60_000), now)).toBe('5 分钟前')
    expect(relativeTime(new Date('2026-11-22T09:30:00'), now)).toBe('昨天 09:30')
  })
})
describe('files', () => {
  it('get their names from the text shown', () => {
    expect(filesOf(['x', 'y'], '报价.pdf、照片.jpg').map((file) => [file.name, file.media_type])).toEqual([['报价.pdf', 'application/pdf'], ['照片.jpg', 'image/*']])
  })
})
