import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import NoticeBell from '@/app/NoticeBell.vue'
import { api } from '@/shared/api/endpoints'
import { queryClient } from '@/shared/api/queries'
import type { NoticePage } from '@/shared/api/types'

const told = (unread: number): NoticePage => ({
  unread,
  items: [{ id: 7, instance_id: 'c1', kind: 'copied', text: '抄送给您：桌椅', at: '2026-01-02T03:04:05Z', read: unread === 0, file_id: null }],
})
const component = { template: '<p />' }
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component }, { path: '/cases/:id', component }] })
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
      return Promise.resolve()
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
})
