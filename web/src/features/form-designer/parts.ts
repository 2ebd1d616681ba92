/**
 * A section or a table of a form, kept for other forms: taken out with the rules that speak of nothing else, and put
 * in as a copy whose codes are free there, with whatever in it spoke of the old ones.
 */
import type { Field, FormDefinition, FormRule } from '@/shared/api/types'
import { namesIn } from '@/shared/feel/names'
import { tokensOf } from '@/shared/feel/tokens'
import { fieldAt, fieldsIn, insertField } from './model'
import { renamed } from './rename'

export const PARTS = ['form-parts']
export interface PartContent { fields: Field[]; title?: string; rules?: FormRule[] }

const TEXTS = ['visible_when', 'required_when', 'check', 'default'] as const
const bare = ({ id: _id, ...field }: Field): Field => ({ ...field, ...(field.fields ? { fields: field.fields.map(bare) } : {}) })
const heads = (form: FormDefinition, text: string, inside: string) => tokensOf(text, namesIn(form.fields, inside)).flatMap((token) => (token.name ? [token.name.code.split('.')[0]] : []))

function expressionsOf(field: Field): string[] {
  const { expression } = field.settings ?? {}
  return [...TEXTS.flatMap((key) => field[key] ?? []), ...(typeof expression === 'string' ? [expression] : [])]
}
/** The top fields that a field speaks of; names of its own columns are not among them. */
function spokenOf(form: FormDefinition, field: Field): string[] {
  const columns = field.fields ?? []
  const own = new Set(columns.map((column) => column.code))
  return [
    ...expressionsOf(field).flatMap((text) => heads(form, text, '')),
    ...columns.flatMap((column) => expressionsOf(column).flatMap((text) => heads(form, text, field.code)).filter((code) => !own.has(code))),
    ...[field.settings?.link].filter((link): link is string => typeof link === 'string' && link !== ''),
  ]
}
/** Fields of the form that the part speaks of and does not bring along, by their labels. */
export function outside(form: FormDefinition, part: PartContent): string[] {
  const codes = new Set(part.fields.map((field) => field.code))
  const spoken = new Set(part.fields.flatMap((field) => spokenOf(form, field)))
  return form.fields.filter((field) => spoken.has(field.code) && !codes.has(field.code)).map((field) => field.label)
}
function withRules(form: FormDefinition, fields: Field[]): PartContent {
  const codes = new Set(fields.map((field) => field.code))
  const rules = (form.rules ?? []).filter((rule) => {
    const spoken = heads(form, rule.check, '')
    return spoken.length > 0 && spoken.every((code) => codes.has(code)) && (!rule.field || codes.has(rule.field.split('.')[0]))
  })
  return { fields: fields.map(bare), ...(rules.length ? { rules } : {}) }
}
export function partOfSection(form: FormDefinition, index: number): PartContent {
  return { ...withRules(form, fieldsIn(form, `#${index}`)), title: form.sections?.[index].title ?? '' }
}
export function partOfTable(form: FormDefinition, path: string): PartContent {
  const table = fieldAt(form, path)
  return withRules(form, table ? [table] : [])
}

/** The part's content under codes that are free in the form. */
function free(form: FormDefinition, part: PartContent): FormDefinition {
  let own: FormDefinition = { code: 'part', name: '', fields: part.fields.map(bare), ...(part.rules ? { rules: part.rules } : {}) }
  const taken = new Set(form.fields.map((field) => field.code))
  for (const { code } of part.fields) {
    if (!taken.has(code)) continue
    let number = 2
    while (taken.has(`${code}_${number}`) || own.fields.some((field) => field.code === `${code}_${number}`)) number += 1
    own = renamed(own, code, `${code}_${number}`)
  }
  return own
}
/** A section goes behind that of the zone (before all sections where it has none), anything else to a place of a zone; `path` is what came first. */
export function putPart(form: FormDefinition, part: PartContent, zone: string, index: number): { form: FormDefinition; path: string } {
  const own = free(form, part)
  const rules = own.rules?.length ? { rules: [...(form.rules ?? []), ...own.rules] } : {}
  const path = own.fields[0].code
  if (!part.title) {
    const next = own.fields.reduceRight((now, field) => insertField(now, zone, index, field), form)
    return { form: { ...next, ...rules }, path }
  }
  const sections = [...(form.sections ?? [])]
  const at = zone.startsWith('#') ? Number(zone.slice(1)) + 1 : 0
  sections.splice(at, 0, { title: part.title, fields: own.fields.map((field) => field.code) })
  const before = fieldsIn(form, '').length + sections.slice(0, at).reduce((sum, _section, section) => sum + fieldsIn(form, `#${section}`).length, 0)
  const fields = form.fields.slice()
  fields.splice(before, 0, ...own.fields)
  return { form: { ...form, ...rules, fields, sections }, path }
}
