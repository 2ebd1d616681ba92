/** Many fields at once: from a spreadsheet's columns, or a ready-made form's. One step to undo. */
import type { Field, FormDefinition } from '@/shared/api/types'
import type { Column } from './guess'
import { blank, fieldsIn, insertField, zonesOf } from './model'

/** A form nobody has begun: empty, or with no more than the title that a new form is given. */
export const isFresh = (form: FormDefinition): boolean => !form.sections?.length && (form.fields.length === 0 || (form.fields.length === 1 && form.fields[0].code === 'title' && form.fields[0].type === 'text' && !form.fields[0].id))

export function withColumns(form: FormDefinition, columns: Column[]): FormDefinition {
  const zone = zonesOf(form).pop() ?? ''
  // The title that a new form has is one of the columns already, where it is called the same.
  const given = isFresh(form) ? form.fields[0]?.label : undefined
  return columns.filter((column) => column.label !== given).reduce((next, column) => {
    const made: Field = { ...blank(next, '', column.type), label: column.label }
    if (column.settings) made.settings = { ...made.settings, ...column.settings }
    return insertField(next, zone, fieldsIn(next, zone).length, made)
  }, form)
}

/** A ready-made form's content under the name and code of this one. Links to forms that are not here become text. */
export function likeTemplate(form: FormDefinition, template: FormDefinition, forms: Set<string>): FormDefinition {
  const homeless = (field: Field) => field.type === 'link' && !forms.has(String(field.settings?.form ?? ''))
  const adapted = (fields: Field[], above: Field[] = []): Field[] => {
    const lost = new Set([...fields, ...above].filter(homeless).map((field) => field.code))
    return fields.map(({ id: _id, ...field }) => {
      const rest = field.fields ? { ...field, fields: adapted(field.fields, fields) } : field
      if (!lost.has(field.code) && !(field.type === 'lookup' && lost.has(String(field.settings?.link ?? '')))) return rest
      const { settings: _settings, ...plain } = rest
      return { ...plain, type: 'text' }
    })
  }
  const { rules, sections, title, columns } = template
  return { ...form, fields: adapted(template.fields), ...(rules ? { rules } : {}), ...(sections ? { sections } : {}), ...(title ? { title } : {}), ...(columns ? { columns } : {}) }
}

/** The ready-made forms nearest to a name, by the words they share; of the rest one of each kind. */
export function nearest<T extends { name: string; description: string; category: string }>(name: string, all: T[], count: number): T[] {
  const pairs = (text: string) => new Set([...text].slice(1).map((letter, index) => [...text][index] + letter))
  const mine = pairs(name)
  const score = (one: T) => [...pairs(one.name)].filter((pair) => mine.has(pair)).length * 3 + [...pairs(one.description)].filter((pair) => mine.has(pair)).length
  const sorted = all.map((one, index) => ({ one, index, score: score(one) })).sort((a, b) => b.score - a.score || a.index - b.index)
  const found: T[] = sorted.filter((item) => item.score > 0).slice(0, count).map((item) => item.one)
  for (const { one } of sorted) if (found.length < count && !found.some((other) => other === one || other.category === one.category)) found.push(one)
  for (const { one } of sorted) if (found.length < count && !found.includes(one)) found.push(one)
  return found
}
