/**
 * Pure commands on a form definition; undo is keeping the values before. A path is `code` or `table.code`.
 * Fields stand in zones: `` (before all sections), `#0` (a section), or the code of a subtable.
 */
import type { Field, FormDefinition } from '@/shared/api/types'
import { t, type MessageKey } from '@/shared/i18n'

export const owner = (path: string) => (path.includes('.') ? path.split('.')[0] : '')
export const own = (path: string) => path.split('.').pop() ?? path
export const isTable = (zone: string) => zone !== '' && !zone.startsWith('#')
export const pathIn = (zone: string, code: string) => (isTable(zone) ? `${zone}.${code}` : code)

export const fieldsAt = (form: FormDefinition, table: string): Field[] => (table ? (form.fields.find((field) => field.code === table)?.fields ?? []) : form.fields)
export const fieldAt = (form: FormDefinition, path: string): Field | undefined => fieldsAt(form, owner(path)).find((field) => field.code === own(path))

/** Which section each top field stands in; the first that names it wins, as when the form is drawn. */
function sectionsByCode(form: FormDefinition): Map<string, number> {
  const found = new Map<string, number>()
  form.sections?.forEach((section, index) => section.fields.forEach((code) => found.has(code) || found.set(code, index)))
  return found
}
/** The zones of the form itself, in reading order. */
export const zonesOf = (form: FormDefinition): string[] => ['', ...(form.sections ?? []).map((_, index) => `#${index}`)]
export function zoneOf(form: FormDefinition, path: string): string {
  const section = sectionsByCode(form).get(path)
  return owner(path) || (section === undefined ? '' : `#${section}`)
}
export function fieldsIn(form: FormDefinition, zone: string): Field[] {
  if (isTable(zone)) return fieldsAt(form, zone)
  const placed = sectionsByCode(form)
  if (!zone) return form.fields.filter((field) => !placed.has(field.code))
  const index = Number(zone.slice(1))
  const byCode = new Map(form.fields.map((field) => [field.code, field]))
  return (form.sections?.[index]?.fields ?? []).flatMap((code) => (placed.get(code) === index ? (byCode.get(code) ?? []) : []))
}

function withFields(form: FormDefinition, table: string, fields: Field[]): FormDefinition {
  if (!table) return { ...form, fields }
  return { ...form, fields: form.fields.map((field) => (field.code === table ? { ...field, fields } : field)) }
}
/** The form with other fields in some zones; the list of all fields follows the order in which they are read. */
function withZones(form: FormDefinition, changes: Record<string, Field[]>): FormDefinition {
  const lists = zonesOf(form).map((zone) => changes[zone] ?? fieldsIn(form, zone))
  let next: FormDefinition = { ...form, fields: lists.flat() }
  if (form.sections) next.sections = form.sections.map((section, index) => ({ ...section, fields: lists[index + 1].map((field) => field.code) }))
  for (const [zone, fields] of Object.entries(changes)) if (isTable(zone)) next = withFields(next, zone, fields)
  return next
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
export function insertField(form: FormDefinition, zone: string, index: number, field: Field): FormDefinition {
  const fields = fieldsIn(form, zone).slice()
  fields.splice(index, 0, field)
  return withZones(form, { [zone]: fields })
}
export const removeField = (form: FormDefinition, path: string): FormDefinition => {
  const next = withFields(form, owner(path), fieldsAt(form, owner(path)).filter((field) => field.code !== own(path)))
  if (owner(path)) return next
  return cleaned(next, (code) => (code === path ? null : code))
}
export const patchField = (form: FormDefinition, path: string, patch: Partial<Field>): FormDefinition =>
  withFields(form, owner(path), fieldsAt(form, owner(path)).map((field) => (field.code === own(path) ? dropEmpty({ ...field, ...patch }) : field)))

/** One place up or down; at the end of a section the field goes on into the next. */
export function moveField(form: FormDefinition, path: string, by: -1 | 1): FormDefinition {
  const zone = zoneOf(form, path)
  const at = fieldsIn(form, zone).findIndex((field) => field.code === own(path))
  const to = at + by
  if (at < 0) return form
  if (to >= 0 && to < fieldsIn(form, zone).length) return transfer(form, path, zone, by > 0 ? to + 1 : to).form
  const beside = isTable(zone) ? undefined : zonesOf(form)[zonesOf(form).indexOf(zone) + by]
  return beside === undefined ? form : transfer(form, path, beside, by > 0 ? 0 : fieldsIn(form, beside).length).form
}
/** Whether a field changes between the form and a subtable: there it is another field, with values of its own. */
export const crosses = (path: string, zone: string): boolean => owner(path) !== (isTable(zone) ? zone : '')

/** To that place of a zone, counted in the zone as it stands now. */
export function transfer(form: FormDefinition, path: string, zone: string, index: number): { form: FormDefinition; path: string } {
  const from = zoneOf(form, path)
  const field = fieldAt(form, path)
  if (!field) return { form, path }
  const source = fieldsIn(form, from)
  const at = source.indexOf(field)
  const target = from === zone ? source.slice() : fieldsIn(form, zone).slice()
  if (from === zone) {
    const to = index > at ? index - 1 : index
    if (to === at) return { form, path }
    target.splice(at, 1)
    target.splice(to, 0, field)
    return { form: withZones(form, { [zone]: target }), path }
  }
  const moved = crosses(path, zone) ? stranger(form, field, isTable(zone) ? zone : '') : field
  target.splice(index, 0, moved)
  const next = withZones(form, { [from]: source.filter((one) => one !== field), [zone]: target })
  return { form: isTable(zone) ? cleaned(next, (code) => (code === path ? null : code)) : next, path: pathIn(zone, moved.code) }
}
/** A field as it comes to another table: without its stable number, under a code that is free there. */
function stranger(form: FormDefinition, field: Field, table: string): Field {
  const { id: _id, ...rest } = field
  return fieldsAt(form, table).some((one) => one.code === field.code) ? { ...rest, code: freshCode(form, table, field.type) } : rest
}

export function copyField(form: FormDefinition, path: string): { form: FormDefinition; path: string } {
  const table = owner(path)
  const zone = zoneOf(form, path)
  const fields = fieldsIn(form, zone)
  const at = fields.findIndex((field) => field.code === own(path))
  if (at < 0) return { form, path }
  const { id: _id, ...rest } = fields[at]
  const copy: Field = { ...rest, code: freshCode(form, table, rest.type), label: t('designer.copyOf', { label: rest.label }) }
  // Columns of a copied subtable are new fields too: their stable numbers must not come along.
  if (copy.fields) copy.fields = copy.fields.map(({ id: _inner, ...column }) => column)
  return { form: insertField(form, zone, at + 1, copy), path: pathIn(zone, copy.code) }
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
