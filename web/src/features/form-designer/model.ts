/** Pure commands on a form definition; undo is keeping the values before. A path is `code` or `table.code`. */
import type { Field, FormDefinition } from '@/shared/api/types'
import { t, type MessageKey } from '@/shared/i18n'

const owner = (path: string) => (path.includes('.') ? path.split('.')[0] : '')
const own = (path: string) => path.split('.').pop() ?? path

export const fieldsAt = (form: FormDefinition, table: string): Field[] => (table ? (form.fields.find((field) => field.code === table)?.fields ?? []) : form.fields)
export const fieldAt = (form: FormDefinition, path: string): Field | undefined => fieldsAt(form, owner(path)).find((field) => field.code === own(path))

function withFields(form: FormDefinition, table: string, fields: Field[]): FormDefinition {
  if (!table) return { ...form, fields }
  return { ...form, fields: form.fields.map((field) => (field.code === table ? { ...field, fields } : field)) }
}
export function freshCode(form: FormDefinition, table: string, type: string): string {
  const taken = new Set(fieldsAt(form, table).map((field) => field.code))
  for (let number = 1; ; number += 1) if (!taken.has(`${type}_${number}`)) return `${type}_${number}`
}

export function blank(form: FormDefinition, table: string, type: string): Field {
  const field: Field = { code: freshCode(form, table, type), label: t(`field.${type}` as MessageKey), type }
  if (type === 'select' || type === 'multiselect') field.settings = { options: [t('designer.option', { n: 1 }), t('designer.option', { n: 2 })] }
  if (type === 'formula') field.settings = { expression: '', result: 'number' }
  if (type === 'link') field.settings = { form: '' }
  if (type === 'lookup') field.settings = { link: '', field: '', result: 'text' }
  if (type === 'subtable') field.fields = [{ code: 'text_1', label: t('field.text'), type: 'text' }]
  return field
}
export function insertField(form: FormDefinition, table: string, index: number, field: Field): FormDefinition {
  const fields = fieldsAt(form, table).slice()
  fields.splice(index, 0, field)
  return withFields(form, table, fields)
}
export const removeField = (form: FormDefinition, path: string): FormDefinition => {
  const next = withFields(form, owner(path), fieldsAt(form, owner(path)).filter((field) => field.code !== own(path)))
  if (owner(path)) return next
  return cleaned(next, (code) => (code === path ? null : code))
}
export const patchField = (form: FormDefinition, path: string, patch: Partial<Field>): FormDefinition =>
  withFields(form, owner(path), fieldsAt(form, owner(path)).map((field) => (field.code === own(path) ? dropEmpty({ ...field, ...patch }) : field)))

export function moveField(form: FormDefinition, path: string, by: -1 | 1): FormDefinition {
  const fields = fieldsAt(form, owner(path)).slice()
  const at = fields.findIndex((field) => field.code === own(path))
  const to = at + by
  if (at < 0 || to < 0 || to >= fields.length) return form
  ;[fields[at], fields[to]] = [fields[to], fields[at]]
  return withFields(form, owner(path), fields)
}
export const orderFields = (form: FormDefinition, table: string, fields: Field[]): FormDefinition => withFields(form, table, fields)

export function copyField(form: FormDefinition, path: string): { form: FormDefinition; path: string } {
  const table = owner(path)
  const fields = fieldsAt(form, table)
  const at = fields.findIndex((field) => field.code === own(path))
  if (at < 0) return { form, path }
  const { id: _id, ...rest } = fields[at]
  const copy: Field = { ...rest, code: freshCode(form, table, rest.type), label: t('designer.copyOf', { label: rest.label }) }
  // Columns of a copied subtable are new fields too: their stable numbers must not come along.
  if (copy.fields) copy.fields = copy.fields.map(({ id: _inner, ...column }) => column)
  return { form: insertField(form, table, at + 1, copy), path: table ? `${table}.${copy.code}` : copy.code }
}

/** A code may change until it was published; columns and sections follow. */
export function renameField(form: FormDefinition, path: string, code: string): FormDefinition {
  const next = patchField(form, path, { code })
  return owner(path) ? next : cleaned(next, (one) => (one === path ? code : one))
}
function cleaned(form: FormDefinition, map: (code: string) => string | null): FormDefinition {
  const codes = (list: string[] | undefined) => list?.flatMap((code) => map(code) ?? [])
  return {
    ...form,
    ...(form.columns ? { columns: codes(form.columns) } : {}),
    ...(form.sections ? { sections: form.sections.map((section) => ({ ...section, fields: codes(section.fields) ?? [] })) } : {}),
  }
}
/** The server's structures leave out what is empty; so do we, to keep differences readable. */
function dropEmpty(field: Field): Field {
  return Object.fromEntries(Object.entries(field).filter(([key, value]) => ['code', 'label', 'type'].includes(key) || !(value === '' || value === false || value === undefined))) as unknown as Field
}

/** Where a field's code is spoken of: formulas, conditions, rules, columns. */
export function usesOf(form: FormDefinition, path: string): string[] {
  const code = own(path)
  const word = new RegExp(`(^|[^\\p{L}\\p{N}_])${code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[^\\p{L}\\p{N}_])`, 'u')
  const found: string[] = []
  const all = form.fields.flatMap((field) => [{ path: field.code, field }, ...(field.fields ?? []).map((column) => ({ path: `${field.code}.${column.code}`, field: column }))])
  for (const { path: other, field } of all) {
    if (other === path) continue
    const texts = [field.required_when, field.visible_when, field.default, field.check, field.settings?.expression, field.settings?.link]
    if (texts.some((text) => typeof text === 'string' && word.test(text))) found.push(field.label)
  }
  for (const rule of form.rules ?? []) if (word.test(rule.check)) found.push(rule.message)
  if (form.title && word.test(form.title)) found.push(t('designer.formTitle'))
  return found
}
