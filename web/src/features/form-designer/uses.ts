/** Where a field is spoken of, in the words of the form: asked before it is deleted. */
import type { Field, FormDefinition } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { own, owner } from './model'

const TEXTS = [['visible_when', 'designer.visibleWhen'], ['required_when', 'designer.requiredWhen'], ['check', 'designer.check'], ['default', 'designer.default']] as const
const escaped = (code: string) => code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const word = (code: string, dotted = false) => new RegExp(`(^|[^\\p{L}\\p{N}_${dotted ? '' : '.'}])${escaped(code)}(?![\\p{L}\\p{N}_])`, 'u')

/** Whether a text speaks of the field. `table` is where the text stands: columns are named there without their table. */
export function mentions(text: unknown, path: string, table = ''): boolean {
  if (typeof text !== 'string') return false
  const plain = text.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const of = owner(path)
  if (!of) return word(path).test(plain)
  if (table === of) return word(own(path)).test(plain)
  return word(of).test(plain) && word(own(path), true).test(plain)
}

export function usesOf(form: FormDefinition, path: string): string[] {
  const found: string[] = []
  const say = (label: string, what: string) => found.push(t('designer.use', { label, what }))
  const look = (field: Field, table: string): void => {
    const here = table ? `${table}.${field.code}` : field.code
    // A column of the same name hides the form's field from the other columns.
    const hidden = table && !owner(path) && form.fields.find((one) => one.code === table)?.fields?.some((column) => column.code === path)
    if (here !== path && !hidden) {
      if (mentions(field.settings?.expression, path, table)) say(field.label, t('designer.expression'))
      for (const [key, what] of TEXTS) if (mentions(field[key], path, table)) say(field.label, t(what))
      if (field.settings?.link === own(path) && (!owner(path) || owner(path) === table)) say(field.label, t('designer.viaLink'))
      if (owner(path) === table && own(path) in ((field.settings?.fill ?? {}) as object)) say(field.label, t('designer.fill'))
    }
    for (const column of field.fields ?? []) if (here !== path) look(column, field.code)
  }
  for (const field of form.fields) look(field, '')
  for (const rule of form.rules ?? []) if (mentions(rule.check, path)) say(rule.message, t('designer.rules'))
  if (mentions(form.title, path)) found.push(t('designer.formTitle'))
  return found
}
