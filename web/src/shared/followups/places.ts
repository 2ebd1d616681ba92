/** What a follow-up can take its values from: the case's fields, those of linked records, a line's columns, and what is always known. */
import type { Field, FormDefinition } from '@/shared/api/types'
import { coreOf, looksLike } from '@/shared/form/core/registry'
import { t } from '@/shared/i18n'

/** `path` is FEEL; `type` the look of its value; `form` the form of a link; `optional`: it may be empty. */
export interface Place { path: string; label: string; type: string; group: 'case' | 'line' | 'known'; form?: string; optional?: boolean }
export interface Scope {
  form: FormDefinition
  /** Definitions of the forms that links lead to, as far as they are loaded. */
  linked: Map<string, FormDefinition>
}

const KNOWN = [
  { path: 'number', type: 'text', key: 'source.number' },
  { path: 'title_text', type: 'text', key: 'source.title' },
  { path: 'applicant.name', type: 'text', key: 'source.applicantName' },
  { path: 'applicant.username', type: 'person', key: 'source.applicant' },
  { path: 'applicant.department', type: 'department', key: 'source.applicantDepartment' },
  { path: 'today()', type: 'date', key: 'source.today' },
  { path: 'now()', type: 'datetime', key: 'source.now' },
] as const

function ofFields(fields: Field[], scope: Scope, prefix: string, group: Place['group']): Place[] {
  return fields.flatMap((field) => {
    if (field.type === 'subtable') return []
    const path = `${prefix}${field.code}`
    const optional = !field.required && !coreOf(field.type).computed
    const linked = field.type === 'link' ? scope.linked.get(String(field.settings?.form ?? '')) : undefined
    const inner = (linked?.fields ?? []).filter((one) => !['subtable', 'link', 'image', 'attachment'].includes(one.type))
    const own: Place = field.type === 'link'
      ? { path: `${path}.id`, label: field.label, type: 'link', group, form: String(field.settings?.form ?? ''), optional }
      : { path, label: field.label, type: looksLike(field), group, optional }
    return [own, ...inner.map((one): Place => ({ path: `${path}.${one.code}`, label: `${field.label} · ${one.label}`, type: looksLike(one), group, optional: true }))]
  })
}
/** Everything that can be named; `table`: within a line of this subtable, whose columns come first. */
export function placesOf(scope: Scope, table = ''): Place[] {
  const columns = scope.form.fields.find((field) => field.code === table)?.fields ?? []
  const self: Place = { path: 'record.id', label: t('source.record'), type: 'link', form: scope.form.code, group: 'known' }
  return [
    ...ofFields(columns, scope, 'row.', 'line'),
    ...ofFields(scope.form.fields, scope, '', 'case').filter((place) => place.path !== 'number'),
    ...KNOWN.map(({ path, type, key }): Place => ({ path, type, label: t(key), group: 'known' })),
    self,
  ]
}
export const tablesOf = (form: FormDefinition): Field[] => form.fields.filter((field) => field.type === 'subtable')

const ALIKE: Record<string, string[]> = {
  number: ['number', 'money'], money: ['number', 'money'], date: ['date', 'datetime'], datetime: ['date', 'datetime'], boolean: ['boolean'],
  person: ['person'], department: ['department'], image: ['image', 'attachment'], attachment: ['image', 'attachment'],
}
/** Places whose value fits a field: a link wants records of its own form, a date wants days. */
export function fitting(places: Place[], target: Field | undefined): Place[] {
  if (!target) return places
  const look = looksLike(target)
  if (look === 'link') return places.filter((place) => place.type === 'link' && place.form === String(target.settings?.form ?? ''))
  const alike = ALIKE[look]
  return places.filter((place) => (alike ? alike.includes(place.type) : place.type !== 'link' && place.type !== 'image' && place.type !== 'attachment'))
}
/** The place that a field of another form would be filled from by its name alone. */
export const sameNamed = (places: Place[], target: Field): Place | undefined => fitting(places, target).find((place) => place.label === target.label)
