/** A follow-up in one sentence: where it goes, and what with. */
import type { FormDefinition, Policy, SheetFollowUp } from '@/shared/api/types'
import { policyText, type Words } from '@/shared/assignment/policies'
import { readLines } from '@/shared/followups/lines'
import { toPhrase } from '@/shared/followups/phrases'
import { placesOf, type Scope } from '@/shared/followups/places'
import { sourceText } from '@/shared/followups/sources'
import { t } from '@/shared/i18n'

export interface Names { forms: { code: string; name: string }[]; definitions: Map<string, FormDefinition> }

/** What a call sends, in the form's words: values by name, lists as their lines. */
function sent(body: unknown, scope: Scope): string {
  const values = Object.values(body && typeof body === 'object' ? (body as Record<string, unknown>) : {}).filter((value): value is string => typeof value === 'string' && value !== '')
  return values.map((value) => {
    const lines = readLines(value)
    if (!lines) return sourceText(value, placesOf(scope))
    const table = scope.form.fields.find((field) => field.code === lines.table)?.label ?? lines.table
    const columns = Object.values(lines.values).filter((one) => one !== 'null').map((one) => sourceText(one, placesOf(scope, lines.table)))
    return t('sheet.sum.lines', { table, values: columns.join(t('list.separator')) })
  }).join(t('list.separator')) || t('source.none')
}
export function followUpSummary(item: SheetFollowUp, scope: Scope, words: Words, names: Names): string {
  const config = item.config ?? {}
  const places = placesOf(scope)
  const said = (text: unknown) => toPhrase(String(text ?? ''), places) ?? String(text ?? '')
  const form = String(config.form ?? '')
  const ledger = names.forms.find((one) => one.code === form)?.name ?? form
  switch (item.connector) {
    case 'record_create':
    case 'record_update':
    case 'record_upsert': {
      if (!form) return t('sheet.sum.noLedger')
      const lines = config.each ? placesOf(scope, String(config.each)) : places
      const fields = names.definitions.get(form)?.fields ?? []
      const values = Object.entries((config.values ?? {}) as Record<string, string>).map(([code, text]) => {
        const field = fields.find((one) => one.code === code)
        return `${field?.label ?? code} ← ${sourceText(text, lines, field)}`
      })
      return t(`sheet.sum.${item.connector}`, { ledger, values: values.join('；') || t('source.none') })
    }
    case 'http':
      return t('sheet.sum.http', { connection: String(config.connection || t('source.none')), call: `${String(config.method ?? '')} ${String(config.path ?? '')}`.trim(), values: sent(config.body, scope) })
    case 'notice':
      return t('sheet.sum.notice', { who: ((config.to as Policy[] | undefined) ?? []).map((policy) => policyText(policy, words)).join('、'), text: said(config.text) })
    case 'email':
      return t('sheet.sum.email', { to: sourceText(String(config.to ?? ''), places), subject: said(config.subject) })
    case 'webhook':
      return t('sheet.sum.webhook', { type: String(config.type ?? '') })
    default:
      return item.connector === 'document' ? t('followup.pdf') : ''
  }
}
