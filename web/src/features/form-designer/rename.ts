/** Another code for a field that was never published: whatever speaks of it follows. */
import type { Field, FormDefinition } from '@/shared/api/types'
import { namesIn } from '@/shared/feel/names'
import { tokensOf } from '@/shared/feel/tokens'
import { fieldsAt, own, owner, renameField } from './model'

const TEXTS = ['visible_when', 'required_when', 'check', 'default'] as const

export function renamed(form: FormDefinition, path: string, code: string): FormDefinition {
  const table = owner(path)
  const old = own(path)
  /** An expression as it stands in the form (`inside` empty) or in a table's rows. */
  const text = (expression: string, inside: string): string => {
    const shadowed = !table && fieldsAt(form, inside).some((column) => column.code === old) && inside !== ''
    return tokensOf(expression, namesIn(form.fields, inside)).reduceRight((now, token) => {
      const parts = token.code.split('.')
      const column = table && (inside === table || token.name?.code === path || parts[0] === table)
      const at = table ? (column && parts[parts.length - 1] === old && token.code !== table ? parts.length - 1 : -1) : parts[0] === old && !shadowed && token.name?.code.split('.')[0] === old ? 0 : -1
      if (at < 0) return now
      parts[at] = code
      return now.slice(0, token.from) + parts.join('.') + now.slice(token.to)
    }, expression)
  }
  const field = (one: Field, inside: string): Field => {
    const next: Field = { ...one }
    for (const key of TEXTS) if (next[key]) next[key] = text(next[key], inside)
    const { expression, link, fill } = next.settings ?? {}
    if (typeof expression === 'string') next.settings = { ...next.settings, expression: text(expression, inside) }
    if (link === old && inside === table) next.settings = { ...next.settings, link: code }
    if (typeof fill === 'object' && fill && inside === table) next.settings = { ...next.settings, fill: Object.fromEntries(Object.entries(fill).map(([to, from]) => [to === old ? code : to, from])) }
    if (one.fields) next.fields = one.fields.map((column) => field(column, one.code))
    return next
  }
  const followed: FormDefinition = { ...form, fields: form.fields.map((one) => field(one, '')) }
  if (form.title) followed.title = text(form.title, '')
  if (form.rules) followed.rules = form.rules.map((rule) => ({ ...rule, check: text(rule.check, ''), field: rule.field === path ? (table ? `${table}.${code}` : code) : rule.field }))
  return renameField(followed, path, code)
}
