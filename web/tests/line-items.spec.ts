import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import FormRead from '@/shared/form/FormRead.vue'
import { purchase } from './fixtures/purchase'

describe('line items to be read', () => {
  const field = purchase.fields.find((one) => one.type === 'subtable')!
  const values = { [field.code]: [Object.fromEntries(field.fields!.map((column) => [column.code, column.type === 'money' ? '1234567.80' : '2']))] }
  it.each([[true, 0], [false, 1]])('are cards on a phone (%s)', (matches, tables) => {
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches, addEventListener() {}, removeEventListener() {} } as unknown as MediaQueryList)
    const page = mount(FormRead, { props: { definition: purchase, values } })
    expect(page.findAll('table')).toHaveLength(tables)
    for (const column of field.fields!) expect(page.text()).toContain(column.label)
    if (matches) expect(page.text()).toContain('第 1 条')
  })
})
