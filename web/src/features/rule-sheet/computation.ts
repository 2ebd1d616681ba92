/** A calculated value by choosing: a total over lines, or two values put together; and the FEEL text that says it. */
import type { Field } from '@/shared/api/types'
import { coreOf, looksLike } from '@/shared/form/core/registry'
import { t } from '@/shared/i18n'

export const TOTALS = ['sum', 'max', 'min', 'mean', 'count'] as const
export const PAIRS = ['multiply', 'add', 'subtract', 'divide', 'less'] as const
export type Total = (typeof TOTALS)[number]
export type Pair = (typeof PAIRS)[number]
export type Computation = { op: Total; table: string; column: string } | { op: Pair; left: string; right: string }

const SIGN: Record<Exclude<Pair, 'less'>, string> = { multiply: '*', add: '+', subtract: '-', divide: '/' }
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`
export const isTotal = (one: Computation): one is Extract<Computation, { table: string }> => 'table' in one

export function computationText(one: Computation): string {
  if (isTotal(one)) return one.op === 'count' ? `count(${one.table})` : `${one.op}(${one.table}.${one.column})`
  return one.op === 'less' ? `1 - ${one.left} / ${one.right}` : `${one.left} ${SIGN[one.op]} ${one.right}`
}
/** Null where the text is more than what can be chosen. */
export function readComputation(text: string): Computation | null {
  const total = new RegExp(`^(sum|max|min|mean)\\((${NAME})\\.(${NAME})\\)$`, 'u').exec(text.trim())
  if (total) return { op: total[1] as Total, table: total[2], column: total[3] }
  const count = new RegExp(`^count\\((${NAME})\\)$`, 'u').exec(text.trim())
  if (count) return { op: 'count', table: count[1], column: '' }
  const less = new RegExp(`^1 - (${NAME}) / (${NAME})$`, 'u').exec(text.trim())
  if (less) return { op: 'less', left: less[1], right: less[2] }
  const pair = new RegExp(`^(${NAME}) ([*+/-]) (${NAME})$`, 'u').exec(text.trim())
  const op = pair && (Object.keys(SIGN) as (keyof typeof SIGN)[]).find((key) => SIGN[key] === pair[2])
  return pair && op ? { op, left: pair[1], right: pair[3] } : null
}
const label = (fields: Field[], code: string) => fields.find((field) => field.code === code)?.label ?? code
/** 促销产品 的 折扣 的最大值; 1 − 促销价 ÷ 目录价. */
export function computationWords(text: string, fields: Field[]): string {
  const one = readComputation(text)
  if (!one) return text
  if (!isTotal(one)) return t(`compute.say.${one.op}`, { left: label(fields, one.left), right: label(fields, one.right) })
  const table = fields.find((field) => field.code === one.table)
  return t(`compute.say.${one.op}`, { table: table?.label ?? one.table, column: label(table?.fields ?? [], one.column) })
}
/** What can be calculated with: numbers and money, also calculated ones. */
export const countable = (fields: Field[]) => fields.filter((field) => coreOf(looksLike(field)).numeric)
