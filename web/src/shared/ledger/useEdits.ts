/**
 * Cells changed where they stand: shown at once, written one after the other per record, refused at their place,
 * taken back with Ctrl+Z. Somebody else's change of another field is no conflict; of the same one both are shown.
 */
import { reactive, ref, type Ref } from 'vue'
import { errorText } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import type { Field, LedgerRecord, RecordChange, RecordOutcome, Values } from '@/shared/api/types'
import { textOf } from '@/shared/form/core/registry'
import type { CellMark } from '@/shared/grid/marks'
import { t } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'
import { words, type Given } from './cellText'
import { valueOf } from './systemFields'

export const AT_ONCE = 200
const FLASH = 1_200
const REMEMBERED = 50
export interface Clash { record: LedgerRecord; field: Field; mine: Given; theirs: string }
/** What one step of the hand did: the values before it by record, and the records it made. */
export interface Done { before: Map<number, Values>; made: LedgerRecord[] }
export interface Rows { find: (id: number) => LedgerRecord | undefined; replace: (rows: LedgerRecord[]) => void }

const same = (one: unknown, two: unknown) => JSON.stringify(one ?? null) === JSON.stringify(two ?? null)
const asked = (field: Field, given: Given): Pick<RecordChange, 'values' | 'texts'> =>
  'text' in given ? { texts: { [field.code]: given.text }, values: {} } : { values: { [field.code]: given.value }, texts: {} }

export function useEdits(form: Ref<string>, rows: Rows, written: (made: number) => void) {
  const marks = reactive(new Map<string, CellMark>())
  const clashes = ref<Clash[]>([])
  const lines = new Map<number, Promise<void>>()
  const done: Done[] = []
  const key = (id: number, code: string) => `${id}:${code}`
  const markOf = (row: LedgerRecord, code: string): CellMark | undefined => marks.get(key(row.id, code))

  function flash(id: number, codes: string[]): void {
    for (const code of codes) {
      const mark: CellMark = { state: 'saved' }
      marks.set(key(id, code), mark)
      window.setTimeout(() => marks.get(key(id, code))?.state === 'saved' && marks.delete(key(id, code)), FLASH)
    }
  }
  function remember(step: Done): void {
    done.push(step)
    if (done.length > REMEMBERED) done.shift()
  }
  function save(record: LedgerRecord, field: Field, given: Given): Promise<void> {
    marks.set(key(record.id, field.code), { state: 'saving', text: words(given) })
    const line = (lines.get(record.id) ?? Promise.resolve()).then(() => send(record, field, given, valueOf(record, field.code)))
    lines.set(record.id, line)
    return line
  }
  /** `before`: what the hand that typed had seen. */
  async function send(record: LedgerRecord, field: Field, given: Given, before: unknown): Promise<void> {
    const place = key(record.id, field.code)
    const now = rows.find(record.id) ?? record
    const refuse = (message: string) => marks.set(place, { state: 'bad', text: words(given), message })
    let outcome: RecordOutcome
    try {
      const answer = await api.changeRecords(form.value, [{ record: record.id, revision: now.revision, ...asked(field, given), remove: false }])
      outcome = answer.items[0]
    } catch (error) {
      refuse(errorText(error))
      return
    }
    if (outcome.record) {
      rows.replace([outcome.record])
      flash(record.id, [field.code])
      remember({ before: new Map([[record.id, { [field.code]: valueOf(now, field.code) ?? null }]]), made: [] })
      written(0)
    } else if (outcome.current) {
      rows.replace([outcome.current])
      const theirs = valueOf(outcome.current, field.code)
      if (same(theirs, before)) return send(outcome.current, field, given, before)
      marks.set(place, { state: 'clash', text: words(given), message: t('grid.clash') })
      clashes.value = [...clashes.value, { record: outcome.current, field, mine: given, theirs: textOf(field, theirs, outcome.current.display[field.code]) || t('grid.nothing') }]
    } else if (outcome.gone) {
      marks.delete(place)
      toast(t('grid.gone'), 'bad')
      written(1)
    } else refuse(outcome.errors.map((one) => one.message).join('；'))
  }
  /** Values that belong together, such as a start and an end: what does not hold is said at the first of them. */
  function saveTogether(record: LedgerRecord, values: Values): Promise<boolean> {
    const before = Object.fromEntries(Object.keys(values).map((code) => [code, valueOf(record, code) ?? null]))
    marks.set(key(record.id, Object.keys(values)[0]), { state: 'saving' })
    const sent = (lines.get(record.id) ?? Promise.resolve()).then(() => sendTogether(record, values, before))
    lines.set(record.id, sent.then(() => undefined))
    return sent
  }
  async function sendTogether(record: LedgerRecord, values: Values, before: Values): Promise<boolean> {
    const codes = Object.keys(values)
    const refuse = (message: string) => void marks.set(key(record.id, codes[0]), { state: 'bad', message })
    let outcome: RecordOutcome
    try {
      const revision = (rows.find(record.id) ?? record).revision
      outcome = (await api.changeRecords(form.value, [{ record: record.id, revision, values, texts: {}, remove: false }])).items[0]
    } catch (error) {
      refuse(errorText(error))
      return false
    }
    if (outcome.record) {
      rows.replace([outcome.record])
      flash(record.id, codes.slice(0, 1))
      remember({ before: new Map([[record.id, before]]), made: [] })
      written(0)
      return true
    }
    if (outcome.current) {
      rows.replace([outcome.current])
      if (codes.every((code) => same(valueOf(outcome.current!, code), before[code]))) return sendTogether(outcome.current, values, before)
      refuse(t('kinds.clash'))
    } else if (outcome.gone) {
      marks.delete(key(record.id, codes[0]))
      toast(t('grid.gone'), 'bad')
      written(1)
    } else refuse(outcome.errors.map((one) => one.message).join('；'))
    return false
  }
  function resolve(clash: Clash, mine: boolean): void {
    clashes.value = clashes.value.filter((one) => one !== clash)
    marks.delete(key(clash.record.id, clash.field.code))
    if (mine) void save(rows.find(clash.record.id) ?? clash.record, clash.field, clash.mine)
  }

  /** Writes many at once, in as many calls as it takes; what is refused is in the outcomes. */
  async function sendMany(changes: RecordChange[], step: (sent: number) => void = () => {}): Promise<RecordOutcome[]> {
    const outcomes: RecordOutcome[] = []
    for (let at = 0; at < changes.length; at += AT_ONCE) {
      const part = changes.slice(at, at + AT_ONCE)
      const answer = await api.changeRecords(form.value, part)
      outcomes.push(...answer.items)
      rows.replace(answer.items.flatMap((one) => one.record ?? one.current ?? []))
      step(outcomes.length)
    }
    return outcomes
  }
  /** Changes of many cells by one step: pasted, cleared. Says what was not written. */
  async function saveMany(changes: RecordChange[], step?: (sent: number) => void): Promise<Done> {
    const before = new Map<number, Values>()
    for (const change of changes) {
      const row = change.record ? rows.find(change.record) : undefined
      const codes = [...Object.keys(change.values ?? {}), ...Object.keys(change.texts ?? {})]
      if (row) before.set(row.id, Object.fromEntries(codes.map((code) => [code, valueOf(row, code) ?? null])))
    }
    const outcomes = await sendMany(changes, step)
    const made: LedgerRecord[] = []
    outcomes.forEach((outcome, index) => {
      const id = changes[index].record
      if (outcome.record && id) flash(id, Object.keys(before.get(id) ?? {}))
      else if (outcome.record) made.push(outcome.record)
      else if (id) before.delete(id)
    })
    const refused = outcomes.filter((one) => !one.record)
    if (refused.length) toast(t('grid.someRefused', { n: refused.length, why: refused[0].errors[0]?.message ?? t('grid.clash') }), 'bad')
    const result = { before, made }
    if (before.size || made.length) remember(result)
    written(made.length)
    return result
  }
  /** Takes the last step back, wherever the records stand now. */
  async function undo(step: Done | undefined = done[done.length - 1]): Promise<void> {
    if (!step) {
      toast(t('grid.nothingToUndo'), 'info')
      return
    }
    done.splice(done.indexOf(step), 1)
    const changes: RecordChange[] = [...step.before].map(([record, values]) => ({ record, revision: rows.find(record)?.revision ?? null, values, texts: {}, remove: false }))
    changes.push(...step.made.map((row) => ({ record: row.id, revision: row.revision, values: {}, texts: {}, remove: true })))
    try {
      const outcomes = await sendMany(changes)
      outcomes.forEach((one, index) => one.record && flash(one.record.id, Object.keys(changes[index].values ?? {})))
      const lost = outcomes.filter((one) => !one.record && !one.removed).length
      toast(lost ? t('grid.undoPart', { n: lost }) : t('grid.undone'), lost ? 'bad' : 'ok')
      written(step.made.length)
    } catch (error) {
      remember(step)
      toastError(error)
    }
  }
  return { markOf, clashes, save, saveTogether, saveMany, resolve, undo }
}
