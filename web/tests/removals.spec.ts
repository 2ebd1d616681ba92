import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError, server } from '@/shared/api/client'
import { queryClient } from '@/shared/api/queries'
import { isRemoved } from '@/shared/api/removed'
import { sendAll, undo, undoable } from '@/shared/held/held'
import { removeLater } from '@/shared/held/removals'
import { toasts, UNDO_MS } from '@/shared/ui/toast'

const LIST = ['things']
const sent = vi.spyOn(server, 'deleteAt')
const remove = (id: number) => removeLater({ path: `/things/${id}`, id, list: LIST, title: `第${id}` })
const ids = (key: unknown[]) => (queryClient.getQueryData<{ items: { id: number }[] }>(key)?.items ?? []).map((one) => one.id)

describe('deletions', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    sent.mockReset().mockResolvedValue(undefined)
    queryClient.setQueryData([...LIST, 'page'], { items: [{ id: 1 }, { id: 2 }] })
    queryClient.setQueryData([...LIST, 'pages'], { pages: [{ items: [{ id: 1 }] }, { items: [{ id: 2 }] }] })
  })
  afterEach(async () => {
    await vi.runAllTimersAsync()
    vi.useRealTimers()
  })

  it('leave every list at once and are sent after their time, once', async () => {
    await remove(1)
    expect(ids([...LIST, 'page'])).toEqual([2])
    expect(queryClient.getQueryData([...LIST, 'pages'])).toEqual({ pages: [{ items: [] }, { items: [{ id: 2 }] }] })
    expect(isRemoved('/things/1')).toBe(true)
    expect(sent).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    expect(sent).toHaveBeenCalledExactlyOnceWith('/things/1', expect.objectContaining({ keepalive: false }))
    expect(isRemoved('/things/1')).toBe(false)
  })
  it('never happened when undone', async () => {
    await remove(1)
    undo(undoable.value[0].key)
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2)
    expect(sent).not.toHaveBeenCalled()
    expect(isRemoved('/things/1')).toBe(false)
  })
  it('go out with the page', async () => {
    await remove(2)
    await sendAll(true)
    expect(sent).toHaveBeenCalledExactlyOnceWith('/things/2', expect.objectContaining({ keepalive: true }))
  })
  it('say why they were refused, and take "not found" for done', async () => {
    sent.mockRejectedValueOnce(new ProblemError({ status: 404, title: '没有' }))
    await remove(1)
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    expect(toasts.value.filter((one) => one.kind === 'bad')).toEqual([])
    sent.mockRejectedValueOnce(new ProblemError({ status: 409, title: '还有记录引用它' }))
    await remove(2)
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    expect(toasts.value.map((one) => one.text)).toContain('“第2”没有删除：还有记录引用它')
    expect(isRemoved('/things/2')).toBe(false)
  })
  it('are sent at once where they would not survive the page', async () => {
    await removeLater({ path: '/things/1', id: 1, list: LIST, title: 'x'.repeat(60_000) })
    expect(sent).toHaveBeenCalledTimes(1)
    expect(undoable.value).toEqual([])
  })
})
