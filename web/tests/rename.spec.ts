import { describe, expect, it } from 'vitest'
import { renamed } from '@/features/form-designer/rename'

const FORM = {
  code: 'f', name: 'F', title: 'name + string(qty)', columns: ['qty'], sections: [{ title: 'S', fields: ['qty'] }],
  rules: [{ check: 'qty > 0 and sum(lines.n) > 0', message: 'm', field: 'qty' }],
  fields: [
    { code: 'name', label: 'Name', type: 'text', default: '"qty"' },
    { code: 'qty', label: 'Qty', type: 'number' },
    { code: 'worth', label: 'Worth', type: 'formula', settings: { expression: 'qty * 2 + count(lines[n > qty])' } },
    { code: 'who', label: 'Who', type: 'link', settings: { form: 'people', fill: { qty: 'age' } } },
    { code: 'age', label: 'Age', type: 'lookup', settings: { link: 'who', field: 'age' } },
    { code: 'lines', label: 'Lines', type: 'subtable', visible_when: 'qty > 1', fields: [{ code: 'n', label: 'N', type: 'number', check: 'n <= qty' }, { code: 'qty2', label: 'Q', type: 'formula', settings: { expression: 'n + qty' } }] },
    { code: 'more', label: 'More', type: 'subtable', fields: [{ code: 'qty', label: 'Own', type: 'number', check: 'qty > 1' }] },
  ],
}
const find = (form: typeof FORM | ReturnType<typeof renamed>, code: string) => form.fields.find((field) => field.code === code)!

describe('another code for a field', () => {
  it('is followed by all that speaks of it', () => {
    const made = renamed(FORM, 'qty', 'pieces')
    expect(made.title).toBe('name + string(pieces)')
    expect(made.rules).toEqual([{ check: 'pieces > 0 and sum(lines.n) > 0', message: 'm', field: 'pieces' }])
    expect(find(made, 'worth').settings?.expression).toBe('pieces * 2 + count(lines[n > pieces])')
    expect(find(made, 'who').settings?.fill).toEqual({ pieces: 'age' })
    expect(find(made, 'lines').visible_when).toBe('pieces > 1')
    expect(find(made, 'lines').fields?.[0].check).toBe('n <= pieces')
    expect([made.columns, made.sections?.[0].fields]).toEqual([['pieces'], ['pieces']])
  })
  it('leaves words alone that only look like it', () => {
    const made = renamed(FORM, 'qty', 'pieces')
    expect(find(made, 'name').default).toBe('"qty"')
    expect(find(made, 'more').fields?.[0]).toEqual({ code: 'qty', label: 'Own', type: 'number', check: 'qty > 1' })
  })
  it('works for links, tables and columns', () => {
    expect(find(renamed(FORM, 'who', 'person'), 'age').settings?.link).toBe('person')
    const table = renamed(FORM, 'lines', 'rows')
    expect(table.rules?.[0].check).toBe('qty > 0 and sum(rows.n) > 0')
    expect(find(table, 'worth').settings?.expression).toBe('qty * 2 + count(rows[n > qty])')
    const column = renamed(FORM, 'lines.n', 'count')
    expect(column.rules?.[0].check).toBe('qty > 0 and sum(lines.count) > 0')
    expect(find(column, 'worth').settings?.expression).toBe('qty * 2 + count(lines[count > qty])')
    expect(find(column, 'lines').fields?.map((one) => one.check ?? one.settings?.expression)).toEqual(['count <= qty', 'count + qty'])
  })
})
