import { describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'
import type { FormState, Values } from '@/shared/api/types'
import { useForm } from '@/shared/form/core/useForm'
import { purchase, state } from './fixtures/purchase'

const table = purchase.fields.find((one) => one.type === 'subtable')!
const faulty = (...fields: string[]): FormState => ({ ...state(), values: {}, errors: fields.map((field) => ({ field, code: 'required', message: `请填写 ${field}` })) as FormState['errors'] })

async function filled(rows: string[], ...wrong: string[]) {
  const scope = effectScope()
  const form = scope.run(() => useForm({ definition: ref(purchase), initial: { items: rows.map((product) => ({ product })) }, evaluate: () => Promise.resolve(faulty(...wrong)), wait: 60_000 }))!
  await form.validate()
  return { form, end: () => scope.stop(), rows: () => (form.values.value[table.code] as Values[]).map((row) => row.product) }
}

describe('rows that go and come back', () => {
  it('take their errors along, and those below keep theirs', async () => {
    const { form, rows, end } = await filled(['一', '二', '三'], 'items[1].qty', 'items[2].qty')
    const gone = form.removeRow(table, 1)
    expect(rows()).toEqual(['一', '三'])
    expect([...form.errors.value]).toEqual([['items[1].qty', '请填写 items[2].qty']])
    form.restoreRow(gone)
    expect(rows()).toEqual(['一', '二', '三'])
    expect(new Map(form.errors.value)).toEqual(new Map([['items[1].qty', '请填写 items[1].qty'], ['items[2].qty', '请填写 items[2].qty']]))
    form.restoreRow(gone)
    expect(rows()).toEqual(['一', '二', '三'])
    end()
  })
  it('stand where they stood, in whatever order they are brought back', async () => {
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]]) {
      const { form, rows, end } = await filled(['一', '二', '三', '四', '五'])
      const gone = [form.removeRow(table, 1), form.removeRow(table, 1), form.removeRow(table, 0)]
      expect(rows()).toEqual(['四', '五'])
      for (const index of order) form.restoreRow(gone[index])
      expect(rows(), String(order)).toEqual(['一', '二', '三', '四', '五'])
      end()
    }
  })
  it('know of rows that were added meanwhile', async () => {
    const { form, rows, end } = await filled(['一', '二'])
    const gone = form.removeRow(table, 1)
    form.addRow(table, 0, { product: '新' })
    form.restoreRow(gone)
    expect(rows()).toEqual(['一', '二', '新'])
    form.addRow(table, -1, { product: '头' })
    expect(rows()).toEqual(['头', '一', '二', '新'])
    end()
  })
})
