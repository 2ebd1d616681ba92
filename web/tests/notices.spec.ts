import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import NoticeBell from '@/app/NoticeBell.vue'
import { api } from '@/shared/api/endpoints'
import { queryClient } from '@/shared/api/queries'
import type { Notice, NoticePage } from '@/shared/api/types'

const notice = (given: Partial<Notice>): Notice => ({ id: 7, instance_id: null, file_id: null, form: null, kind: 'copied', text: '', at: '2026-01-02T03:04:05Z', read: true, ...given })
const told = (unread: number): NoticePage => ({ unread, items: [notice({ instance_id: 'c1', text: '抄送给您：桌椅', read: unread === 0 })] })
const component = { template: '<p />' }
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component }, { path: '/cases/:id', component }, { path: '/ledgers/:form', component }] })
const bell = async () => {
  const page = mount(NoticeBell, { attachTo: document.body, global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } })
  await flushPromises()
  return page
}
const panel = () => document.querySelector<HTMLElement>('[role=dialog]')

describe('notices', () => {
  beforeEach(() => {
    queryClient.clear()
    document.body.innerHTML = ''
  })
  it('wait behind a bell that counts the unread ones, and lead to their case', async () => {
    vi.spyOn(api, 'notices').mockResolvedValue(told(1))
    const page = await bell()
    expect(page.get('button b').text()).toBe('1')
    page.get('button').element.focus()
    await page.get('button').trigger('click')
    await vi.waitFor(() => expect(panel()?.querySelector('a')?.getAttribute('href')).toBe('/cases/c1'))
    panel()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await vi.waitFor(() => expect(document.activeElement).toBe(page.get('button').element))
    page.unmount()
  })
  it('are marked as read all at once', async () => {
    const asked = vi.spyOn(api, 'notices').mockResolvedValue(told(1))
    const read = vi.spyOn(api, 'readNotices').mockImplementation(() => {
      asked.mockResolvedValue(told(0))
      return Promise.resolve(undefined)
    })
    const page = await bell()
    await page.get('button').trigger('click')
    await vi.waitFor(() => expect(panel()?.querySelector('.unread')).toBeTruthy())
    panel()!.querySelector<HTMLElement>('[data-autofocus]')!.click()
    await vi.waitFor(() => expect(panel()?.querySelector('.unread')).toBeNull())
    expect(read).toHaveBeenCalledOnce()
    expect(page.find('button b').exists()).toBe(false)
    page.unmount()
  })
  it('of an export download its file, lead to the ledger where it failed, and say when it is gone', async () => {
    vi.spyOn(api, 'notices').mockResolvedValue({
      unread: 0,
      items: [
        notice({ id: 3, kind: 'exported', text: '货品 已导出：6,000 行', file_id: 'f1', form: 'goods' }),
        notice({ id: 2, kind: 'export_failed', text: '货品 没有导出成功', form: 'goods' }),
        notice({ id: 1, kind: 'exported', text: '旧的' }),
      ],
    })
    const page = await bell()
    await page.get('button').trigger('click')
    await vi.waitFor(() => expect(panel()?.querySelectorAll('li')).toHaveLength(3))
    const [done, failed, gone] = panel()!.querySelectorAll('li')
    expect(done.querySelector('a')?.getAttribute('href')).toBe('/api/v1/files/f1')
    expect(done.querySelector('a')?.hasAttribute('download')).toBe(true)
    expect(failed.querySelector('a')?.getAttribute('href')).toBe('/ledgers/goods')
    expect(gone.querySelector('a')).toBeNull()
    expect(gone.textContent).toContain('7 天')
    page.unmount()
  })
})
