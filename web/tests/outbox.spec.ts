import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/shared/api/client'
import { decidedTasks } from '@/shared/api/decided'
import { api } from '@/shared/api/endpoints'
import { held, holdBack, returned } from '@/shared/case/outbox'
import { sendAll, sendLeftBehind, undo } from '@/shared/held/held'
import { UNDO_MS } from '@/shared/ui/toast'
import { saysNothing } from '@/shared/case/emptyWords'

const one = (key: string, text = '价格合理') => ({ kind: 'decision', key, user: 'zhaomin', task: `case.${key}`, instance: 'case', title: '采购', command: 'approve', body: { opinion: { text } } })
const stored = () => JSON.parse(localStorage.getItem('held') ?? '[]') as { key: string }[]
const sent = vi.spyOn(api, 'taskCommand')

describe('the outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    sent.mockReset().mockResolvedValue(undefined as never)
  })
  afterEach(async () => {
    await vi.runAllTimersAsync()
    vi.useRealTimers()
  })

  it('sends after its time, once, under its key, and forgets', async () => {
    expect(holdBack(one('a'))).toBe(true)
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1)
    expect(sent).not.toHaveBeenCalled()
    expect(stored()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toHaveBeenCalledExactlyOnceWith('case.a', 'approve', { opinion: { text: '价格合理' } }, { key: 'a', keepalive: false })
    expect(stored()).toEqual([])
    expect(held.value).toEqual([])
    expect(decidedTasks.value.size).toBe(0)
  })
  it('sends nothing that was undone, and gives the words back', async () => {
    holdBack(one('b'))
    holdBack(one('c'))
    undo('b')
    expect(returned.value?.body.opinion?.text).toBe('价格合理')
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2)
    expect(sent.mock.calls.map(([task]) => task)).toEqual(['case.c'])
  })
  it('sends all that waits when the page goes, and cannot undo it then', async () => {
    holdBack(one('d'))
    holdBack(one('e'))
    const going = sendAll(true)
    undo('d')
    await going
    expect(sent.mock.calls.map((call) => call[3])).toEqual([{ key: 'd', keepalive: true }, { key: 'e', keepalive: true }])
  })
  it('tries a broken line again under the same key, but takes a refusal for an answer', async () => {
    sent.mockRejectedValueOnce(new TypeError('network'))
    holdBack(one('f'))
    await vi.advanceTimersByTimeAsync(UNDO_MS + 1_000)
    expect(sent.mock.calls.map((call) => call[3]?.key)).toEqual(['f', 'f'])
    sent.mockRejectedValueOnce(new ProblemError({ status: 422, title: '不行' }))
    holdBack(one('g'))
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    expect(sent).toHaveBeenCalledTimes(3)
    expect(returned.value?.key).toBe('g')
    expect(stored()).toEqual([])
    expect(decidedTasks.value.size).toBe(0)
  })
  it('keeps what cannot outlive the page out: it is sent at once by the caller', () => {
    expect(holdBack(one('h', 'x'.repeat(60_000)))).toBe(false)
    expect(held.value).toEqual([])
  })
  it('sends what a dead page left, for its owner alone and never while that page may live', async () => {
    const now = Date.now()
    localStorage.setItem('held', JSON.stringify([{ ...one('dead'), due: now - 60_000 }, { ...one('alive'), due: now + 3_000 }, { ...one('other'), user: 'sunqian', due: now - 60_000 }, { ...one('old'), due: now - 30 * 3_600_000 }]))
    await sendLeftBehind('zhaomin')
    expect(sent.mock.calls.map((call) => call[3]?.key)).toEqual(['dead'])
    expect(stored().map((left) => left.key)).toEqual(['alive', 'other'])
    await vi.advanceTimersByTimeAsync(14_000)
    expect(sent.mock.calls.map((call) => call[3]?.key)).toEqual(['dead', 'alive'])
  })
  it('leaves it there while there is no line', async () => {
    sent.mockRejectedValue(new TypeError('network'))
    localStorage.setItem('held', JSON.stringify([{ ...one('later'), due: Date.now() - 60_000 }]))
    const trying = sendLeftBehind('zhaomin')
    await vi.advanceTimersByTimeAsync(5_000)
    await trying
    expect(stored().map((left) => left.key)).toEqual(['later'])
  })
})

describe('empty words', () => {
  it('are known whole, repeated and with signs, as the server knows them', () => {
    const words = ['同意', 'ok', '好的']
    for (const text of ['同意', '同意！同意', 'ＯＫ', '好的，ok', '…', '111', 'a']) expect(saysNothing(text, words), text).toBe(true)
    for (const text of ['同意采购', '价格合理', 'ok for May']) expect(saysNothing(text, words), text).toBe(false)
  })
})
