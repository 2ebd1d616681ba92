import { VueQueryPlugin, QueryClient } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, type Component } from 'vue'
import type { EvaluateInput, FormState } from '@/shared/api/types'
import { useForm, type FormModel } from '@/shared/form/core/useForm'
import FormMobile from '@/shared/form/FormMobile.vue'
import FormPc from '@/shared/form/FormPc.vue'
import FormRead from '@/shared/form/FormRead.vue'
import { purchase, state } from './fixtures/purchase'

function open(skin: Component, answer: (body: EvaluateInput) => Promise<FormState> = () => Promise.resolve(state())) {
  let form!: FormModel
  const host = defineComponent(() => {
    form = useForm({ definition: ref(purchase), evaluate: answer, wait: 0 })
    return () => h(skin, { form })
  })
  const page = mount(host, { attachTo: document.body, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
  return { page, form: () => form }
}
const labels = (text: string) => purchase.fields.map((field) => field.label).filter((label) => text.includes(label))

describe.each([['desktop', FormPc], ['phone', FormMobile]] as [string, Component][])('the form on the %s', (_name, skin) => {
  it('shows the same fields', async () => {
    const { page, form } = open(skin)
    await form().evaluate()
    await flushPromises()
    // The serial number has no value before the form is sent.
    expect(labels(page.text())).toEqual(purchase.fields.map((field) => field.label).filter((label) => label !== '单号'))
    expect(page.text()).toContain('¥97.00')
    page.unmount()
  })
  it('says what is wrong at the field, once asked to send', async () => {
    const { page, form } = open(skin)
    await form().evaluate()
    await flushPromises()
    expect(page.text()).not.toContain('请填写标题')
    expect(await form().validate()).toBe(false)
    await flushPromises()
    const wrong = page.findAll('[role="alert"]').map((item) => item.text())
    expect(wrong).toEqual(['请填写标题', '请填写申请理由'])
    const title = page.get('#f-title')
    expect(title.attributes('aria-invalid')).toBe('true')
    expect(title.attributes('aria-describedby')).toContain('f-title-e')
    page.unmount()
  })
  it('ties labels to their controls', async () => {
    const { page, form } = open(skin)
    await form().evaluate()
    await flushPromises()
    expect(page.get('label[for="f-title"]').text()).toContain('标题')
    await page.get('#f-title').setValue('水泥')
    expect(form().values.value.title).toBe('水泥')
    page.unmount()
  })
})

describe('the form state', () => {
  it('never lets a late answer overwrite newer typing', async () => {
    let answer!: (state: FormState) => void
    const asked = vi.fn(() => new Promise<FormState>((resolve) => (answer = resolve)))
    const { page, form } = open(FormPc, asked)
    form().set('title', 'first')
    const running = form().evaluate()
    form().set('title', 'second')
    answer(state({ values: { title: 'first', amount: '5.00' } }))
    await running
    expect(form().values.value).toMatchObject({ title: 'second', amount: '5.00' })
    page.unmount()
  })
  it('takes the errors of a refused write until the field is edited', async () => {
    const { page, form } = open(FormPc, () => Promise.resolve(state({ errors: [] })))
    form().refuse([{ field: 'title', message: '标题已被使用', code: '' }])
    await flushPromises()
    expect(page.text()).toContain('标题已被使用')
    form().set('title', 'other')
    await flushPromises()
    expect(page.text()).not.toContain('标题已被使用')
    page.unmount()
  })
})

describe('reading', () => {
  it('is text, not inputs', () => {
    const page = mount(FormRead, { props: { definition: purchase, values: state({}).values, display: { 'items[0].product': '乳胶漆 18L' } } })
    expect(page.findAll('input')).toHaveLength(0)
    expect(page.text()).toContain('乳胶漆 18L')
    expect(page.text()).toContain('¥48.50')
  })
})
