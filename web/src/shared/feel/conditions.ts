/**
 * Conditions as rows of field – comparison – value, and back from FEEL text. What is not of that shape is
 * not guessed at: `parseCondition` says null, and the designer shows the text as it is.
 */
import type { Field } from '@/shared/api/types'
import { textOf } from '@/shared/form/core/registry'
import { filterToFeel, kindOf, needsValue, operatorsFor, type FilterRow, type Joiner, type Operator } from '@/shared/grid/filter'
import { t } from '@/shared/i18n'
import { namesIn } from './names'
import { labelled } from './tokens'

export interface Condition { rows: FilterRow[]; joiner: Joiner }
export const toFeel = (condition: Condition, fields: Map<string, Field>) => filterToFeel({ joiner: condition.joiner, parts: condition.rows }, fields)

/** Splits at ` and ` or ` or ` outside quotes and brackets; mixed joiners are more than rows can say. */
function split(text: string): { parts: string[]; joiner: Joiner } | null {
  const parts: string[] = []
  let joiner: Joiner | null = null
  let depth = 0
  let quote = false
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"' && text[at - 1] !== '\\') quote = !quote
    if (quote) continue
    if (letter === '(' || letter === '[' || letter === '{') depth += 1
    if (letter === ')' || letter === ']' || letter === '}') depth -= 1
    if (depth || letter !== ' ') continue
    const hit = /^ (and|or) /.exec(text.slice(at, at + 5))
    if (!hit) continue
    const found = hit[1] as Joiner
    if (joiner && joiner !== found) return null
    joiner = found
    parts.push(text.slice(start, at))
    start = at + hit[0].length
    at = start - 1
  }
  if (depth || quote) return null
  parts.push(text.slice(start))
  return { parts: parts.map((part) => part.trim()), joiner: joiner ?? 'and' }
}

const STRING = /^"((?:[^"\\]|\\.)*)"$/
function readLiteral(text: string, field: Field): { value: unknown } | null {
  const trimmed = text.trim()
  const string = STRING.exec(trimmed)
  if (string) return { value: JSON.parse(trimmed) as string }
  const call = /^(?:date|date and time)\("([^"]*)"\)$/.exec(trimmed)
  if (call) return { value: call[1] }
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return { value: kindOf(field) === 'link' ? Number(trimmed) : trimmed }
  if (trimmed === 'true' || trimmed === 'false') return { value: trimmed }
  return null
}

function readRow(text: string, fields: Map<string, Field>): FilterRow | null {
  const row = (code: string, operator: Operator, value: unknown): FilterRow | null => {
    const field = fields.get(code.trim())
    return field && operatorsFor(field).includes(operator) ? { field: field.code, operator, value } : null
  }
  if (kindOf(fields.get(text) ?? NO_FIELD) === 'boolean') return row(text, '=', 'true')
  const not = /^not\((.+)\)$/.exec(text)
  if (not && kindOf(fields.get(not[1].trim()) ?? NO_FIELD) === 'boolean') return row(not[1], '=', 'false')
  const call = /^(contains|starts with|list contains)\(([^,]+),\s*(".*")\)$/.exec(text)
  if (call) {
    const literal = STRING.test(call[3]) ? (JSON.parse(call[3]) as string) : null
    return literal === null ? null : row(call[2], call[1] === 'starts with' ? 'starts with' : 'contains', literal)
  }
  const within = /^(.+?) in \((.+)\)$/.exec(text)
  if (within) {
    const field = fields.get(within[1].trim())
    const values = field ? within[2].split(/,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((one) => readLiteral(one, field)) : []
    return field && values.length && values.every(Boolean) ? row(within[1], 'in', values.map((one) => one!.value)) : null
  }
  const compared = /^(.+?)\s*(>=|<=|!=|=|>|<)\s*(.+)$/.exec(text)
  if (!compared) return null
  const [, code, operator, right] = compared
  if (right.trim() === 'null') return row(code, operator === '=' ? 'empty' : operator === '!=' ? 'filled' : ('' as Operator), null)
  const field = fields.get(code.trim())
  const literal = field ? readLiteral(right, field) : null
  return literal ? row(code, operator as Operator, literal.value) : null
}
const NO_FIELD: Field = { code: '', label: '', type: '' }

export function parseCondition(text: string | null | undefined, fields: Map<string, Field>): Condition | null {
  const trimmed = (text ?? '').trim()
  if (!trimmed) return { rows: [], joiner: 'and' }
  const found = split(trimmed)
  if (!found) return null
  const rows = found.parts.map((part) => readRow(part, fields))
  return rows.every((row): row is FilterRow => row !== null) ? { rows, joiner: found.joiner } : null
}

/** A condition in the form's own words, what rows cannot say as text with labels for codes: "金额 大于等于 5000 且 供应商变更 等于 是". */
export function describe(text: string | null | undefined, fields: Map<string, Field>): string {
  const condition = parseCondition(text, fields)
  if (!condition) return labelled(text ?? '', namesIn([...fields.values()], ''))
  return condition.rows
    .map((row) => {
      const field = fields.get(row.field)!
      if (!needsValue(row.operator)) return `${field.label} ${t(`operator.${row.operator}`)}`
      const values = (Array.isArray(row.value) ? row.value : [row.value]).map((value) => textOf(field, kindOf(field) === 'boolean' ? value === 'true' : value))
      return `${field.label} ${t(`operator.${row.operator}`)} ${values.join('、')}`
    })
    .join(` ${t(`filter.${condition.joiner}`)} `)
}

/** Fields that a condition over the whole form may name. */
export const conditionFields = (fields: Field[]): Field[] => fields.filter((field) => kindOf(field) !== 'none')
