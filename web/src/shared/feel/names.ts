/** What an expression may name, seen from the form or from the rows of one of its tables; and values to try it with. */
import type { Field, Values } from '@/shared/api/types'
import { choicesOf } from '@/shared/form/fields/select/options'
import { t } from '@/shared/i18n'
import { tokensOf, type Name } from './tokens'

export function namesIn(fields: Field[], table: string): Name[] {
  const own = fields.find((field) => field.code === table && field.type === 'subtable')?.fields ?? []
  const plain = fields.filter((field) => !own.some((column) => column.code === field.code))
  const columns = fields.filter((field) => field.code !== table).flatMap((field) => (field.fields ?? []).map((column) => ({ code: `${field.code}.${column.code}`, label: t('formula.column', { table: field.label, label: column.label }), type: column.type })))
  return [...[...own, ...plain].map(({ code, label, type }) => ({ code, label, type })), ...columns]
}

export interface Sample { code: string; label: string; text: string }
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
const FORMATS: Record<string, string> = { email: 'name@example.com', mobile: '13800000000', id_card: '110101199003070000' }
function sampleText(field: Field): string | null {
  switch (field.type) {
    case 'number': return '3'
    case 'money': return '100'
    case 'text': case 'longtext': return FORMATS[String(field.settings?.format ?? '')] ?? t('formula.sampleText')
    case 'date': return today()
    case 'datetime': return `${today()}T09:00:00Z`
    case 'boolean': return t('value.yes')
    case 'select': return choicesOf(field)[0]?.label ?? ''
    default: return null
  }
}
/** A form filled in with something, so that what only reads has something to read. */
export function sampleValues(fields: Field[]): Values {
  return Object.fromEntries(fields.flatMap((field) => {
    if (field.type === 'subtable') return [[field.code, [sampleValues(field.fields ?? [])]]]
    const text = sampleText(field)
    return text === null ? [] : [[field.code, read(field, text)]]
  }))
}
function read(field: Field, text: string): unknown {
  const plain = text.trim()
  if (!plain) return null
  if (field.type === 'boolean') return plain === t('value.yes') || plain === 'true'
  if (field.type === 'select') return choicesOf(field).find((option) => option.label === plain)?.value ?? plain
  return plain
}

/** The fields that the result depends on, through other formulas too; `values` puts what was written for them into a record. */
export function samplesFor(text: string, fields: Field[], table: string): { fields: Sample[]; values: (written: Record<string, string>) => Values } {
  const found = new Map<string, Field>()
  const look = (expression: string, inside: string): void => {
    for (const token of tokensOf(expression, namesIn(fields, inside))) {
      const [head, column] = token.code.split('.')
      const rows = fields.find((field) => field.code === (column ? head : inside))
      const cell = rows?.fields?.find((field) => field.code === (column ?? head))
      const path = cell && rows ? `${rows.code}.${cell.code}` : head
      const field = cell ?? fields.find((one) => one.code === head)
      if (!field || found.has(path)) continue
      found.set(path, field)
      const formula = field.type === 'formula' ? field.settings?.expression : undefined
      if (typeof formula === 'string') look(formula, cell && rows ? rows.code : '')
    }
  }
  look(text, table)
  const asked = [...found].flatMap(([path, field]) => {
    const one = sampleText(field)
    if (one === null) return []
    const rows = path.includes('.') && path.split('.')[0] !== table
    const label = rows ? t('formula.column', { table: fields.find((item) => item.code === path.split('.')[0])?.label ?? '', label: field.label }) : field.label
    return [{ code: path, label, text: rows ? `${one}, ${one}` : one }]
  })
  return {
    fields: asked,
    values(written) {
      const values: Values = {}
      for (const { code, text: own } of asked) {
        const field = found.get(code)!
        const [head, column] = code.split('.')
        const cells = column && head !== table ? (written[code] ?? own).split(/[,，、]/) : [written[code] ?? own]
        if (!column) values[head] = read(field, cells[0])
        else {
          const rows = (values[head] ??= []) as Values[]
          cells.forEach((cell, index) => ((rows[index] ??= {})[column] = read(field, cell)))
        }
      }
      return values
    },
  }
}
