/** Pure commands on a rule sheet, and its captures as the form's fields. */
import type { Field, FormDefinition, Policy, Sheet, SheetCapture, SheetFollowUp, Values } from '@/shared/api/types'
import { t, type MessageKey } from '@/shared/i18n'

export const KINDS = ['text', 'longtext', 'number', 'money', 'date', 'datetime', 'boolean', 'select', 'multiselect', 'person', 'department', 'link', 'lookup', 'formula', 'image', 'attachment', 'subtable'] as const
export const COLUMN_KINDS = KINDS.filter((kind) => kind !== 'subtable')
export const FOLLOW_UPS = ['record_create', 'record_update', 'record_upsert', 'http', 'notice', 'email', 'document', 'webhook'] as const
const COMPUTED = new Set(['formula', 'lookup', 'serial'])
const PROOF = new Set(['image', 'attachment'])

/** A code that reads like its label, free among those taken: 竞品价格截图, 金额_2. */
export function codeFor(label: string, taken: Iterable<string>): string {
  const used = new Set([...taken, 'number', 'title'])
  const plain = label.trim().replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '').slice(0, 40)
  const stem = !plain ? 'field' : /^\p{N}/u.test(plain) ? `_${plain}` : plain
  if (!used.has(stem)) return stem
  for (let number = 2; ; number += 1) if (!used.has(`${stem}_${number}`)) return `${stem}_${number}`
}
export const isRequired = (capture: SheetCapture) => capture.required !== false && !COMPUTED.has(capture.type)
export const mayBeRequired = (capture: SheetCapture) => !COMPUTED.has(capture.type)

export function capture(label: string, type: string, siblings: SheetCapture[]): SheetCapture {
  const made: SheetCapture = { code: codeFor(label, siblings.map((one) => one.code)), label: label.trim(), type }
  return retyped(made, type)
}
/** Another type begins with that type's own settings; what it asked for as proof goes with the type. */
export function retyped(one: SheetCapture, type: string): SheetCapture {
  const next: SheetCapture = { code: one.code, label: one.label, type }
  if (one.required === false || COMPUTED.has(type)) next.required = false
  if (PROOF.has(type)) next.proof = true
  if (type === 'select' || type === 'multiselect') next.settings = { options: [t('designer.option', { n: 1 }), t('designer.option', { n: 2 })] }
  if (type === 'link') next.settings = { form: '' }
  if (type === 'lookup') next.settings = { link: '', field: '', result: 'text' }
  if (type === 'formula') next.settings = { expression: '', result: 'number' }
  if (type === 'subtable') next.rows = []
  return next
}
export const fieldOf = (one: SheetCapture): Field => ({ code: one.code, label: one.label, type: one.type, required: isRequired(one), settings: one.settings ?? {}, ...(one.rows ? { fields: one.rows.map(fieldOf) } : {}) })
/** The form as the sheet would make it: what conditions and follow-ups choose from. */
export function formOf(sheet: Sheet, code: string): FormDefinition {
  const own: Field[] = [{ code: 'title', label: t('sheet.fieldTitle'), type: 'text', required: true }]
  return { code, name: sheet.name, fields: [...own, ...(sheet.captures ?? []).map(fieldOf)] }
}

const CONFIGS: Partial<Record<(typeof FOLLOW_UPS)[number], Values>> = {
  record_create: { form: '', values: {} },
  record_update: { form: '', match: {}, values: {} },
  record_upsert: { form: '', match: {}, values: {} },
  http: { connection: '', method: 'POST', path: '', body: {} },
  notice: { to: [{ kind: 'applicant' }], text: '""' },
  email: { to: '', subject: '""', text: '""' },
  webhook: { type: 'case.approved' },
}
export const followUp = (connector: (typeof FOLLOW_UPS)[number]): SheetFollowUp => ({ name: t(`sheet.do.${connector}` as MessageKey), connector, config: CONFIGS[connector] ?? {} })

export const replaced = <T>(list: T[] | undefined, index: number, one: T): T[] => (list ?? []).map((old, at) => (at === index ? one : old))
export const without = <T>(list: T[] | undefined, index: number): T[] => (list ?? []).filter((_, at) => at !== index)
export function moved<T>(list: T[] | undefined, index: number, by: -1 | 1): T[] {
  const next = [...(list ?? [])]
  const to = index + by
  if (to < 0 || to >= next.length) return next
  ;[next[index], next[to]] = [next[to], next[index]]
  return next
}
/** The name a step gets from who decides in it, as long as nobody gave it another: 运营总监审批. */
export const approvalName = (who: string) => t('sheet.approvalBy', { who })
export const HEAD: Policy[] = [{ kind: 'department_head', of: 'applicant' }]
