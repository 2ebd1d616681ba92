/**
 * One form being filled in. Its state (what is visible, required, wrong, computed) comes from the server by
 * one debounced question; typing never waits for it and a late answer never overwrites newer typing.
 */
import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import type { Access, EvaluateInput, Field, FieldProblem, FormDefinition, FormState, Values } from '@/shared/api/types'
import { merged } from './merge'
import { cellPath, getAt, plainPath, rowsOf, setAt } from './paths'
import { coreOf } from './registry'
import { inRow, RemovedRows, renumbered, renumberedMap, type Removed } from './rows'

export interface FormOptions {
  definition: Ref<FormDefinition>
  initial?: Values
  access?: Record<string, Access>
  context?: Pick<EvaluateInput, 'task' | 'instance' | 'record' | 'process'>
  evaluate?: (body: EvaluateInput, signal: AbortSignal) => Promise<FormState>
  wait?: number
}
/** A removed row with all that was known of it. */
export interface GoneRow { row: Values; touched: string[]; refused: FieldProblem[]; errors: FieldProblem[]; labels: Record<string, string> }
export type FormModel = ReturnType<typeof useForm>

export function useForm(options: FormOptions) {
  const values = shallowRef<Values>({ ...options.initial })
  const state = shallowRef<FormState | null>(null)
  const pending = ref(false)
  const offline = ref(false)
  const touched = ref(new Set<string>())
  const showAll = ref(false)
  const dirty = ref(false)
  /** Errors that a refused write brought; each leaves when its field is edited. */
  const refused = ref<FieldProblem[]>([])
  const edits = new Map<string, number>()
  let counter = 0
  /** The latest edit that the present state knows of: what came after is not judged yet. */
  let judged = 0
  let changed: string | null = null
  let timer: number | undefined
  let control: AbortController | null = null
  let running: Promise<void> = Promise.resolve()

  const ask = options.evaluate ?? ((body: EvaluateInput, signal: AbortSignal) => api.evaluate(options.definition.value.code, body, signal))

  async function evaluate(): Promise<void> {
    control?.abort()
    const mine = (control = new AbortController())
    const asked = counter
    const body: EvaluateInput = { values: values.value, changed, ...options.context }
    changed = null
    pending.value = true
    try {
      const answer = await ask(body, mine.signal)
      if (mine !== control) return
      const since = new Set([...edits].filter(([, seq]) => seq > asked).map(([path]) => path))
      const faulty = new Set(answer.errors.map((problem) => problem.field))
      judged = asked
      values.value = merged(values.value, answer.values, since, faulty)
      state.value = answer
      offline.value = false
    } catch (error) {
      if (mine !== control || (error instanceof DOMException && error.name === 'AbortError')) return
      // The person keeps typing; the server will judge when it is sent.
      offline.value = !isProblem(error)
    } finally {
      if (mine === control) pending.value = false
    }
  }
  function schedule(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (running = evaluate()), options.wait ?? 300)
  }
  function now(): Promise<void> {
    window.clearTimeout(timer)
    running = evaluate()
    return running
  }

  function set(path: string, value: unknown): void {
    values.value = setAt(values.value, path, value)
    edits.set(path, (counter += 1))
    // Fill-in happens for one changed field: a second edit before the question names the later one.
    changed = path
    dirty.value = true
    refused.value = refused.value.filter((problem) => problem.field !== path)
    schedule()
  }
  function setAll(next: Values): void {
    values.value = { ...next }
    removed.clear()
    for (const code of Object.keys(next)) edits.set(code, (counter += 1))
    schedule()
  }
  /** Leaving a field shows its error a moment later: a line that pushed the page down under the pointer would eat the click. */
  const touch = (path: string) => void window.setTimeout(() => touched.value.add(path), 200)

  const errors = computed(() => {
    const found = new Map<string, string>()
    void values.value
    for (const problem of state.value?.errors ?? []) {
      if ((edits.get(problem.field) ?? 0) > judged) continue
      if (showAll.value || touched.value.has(problem.field)) found.set(problem.field, problem.message)
    }
    for (const problem of refused.value) found.set(problem.field, problem.message)
    return found
  })
  const problems = computed(() => [...(state.value?.errors ?? []), ...refused.value])

  const at = (map: Record<string, boolean> | undefined, path: string) => map?.[path] ?? map?.[plainPath(path)]
  const accessOf = (path: string): Access | undefined => options.access?.[plainPath(path)] ?? options.access?.[cellPath(path)?.table ?? '']
  function visible(path: string): boolean {
    if (accessOf(path) === 'hidden') return false
    return at(state.value?.visible, path) ?? true
  }
  function required(field: Field, path: string): boolean {
    return at(state.value?.required, path) ?? (accessOf(path) === 'required' || Boolean(field.required))
  }
  function readonly(field: Field, path: string): boolean {
    if (coreOf(field.type).computed) return true
    const ruled = at(state.value?.readonly, path)
    if (ruled !== undefined) return ruled
    const access = accessOf(path)
    return access === 'read' || (Boolean(field.readonly) && access !== 'edit' && access !== 'required')
  }
  const label = (path: string): string | undefined => state.value?.labels[path]

  /** Shows every error and says whether there is none; waits for the server's latest word. */
  async function validate(): Promise<boolean> {
    showAll.value = true
    refused.value = []
    await now()
    return problems.value.length === 0
  }
  function refuse(found: FieldProblem[]): void {
    showAll.value = true
    refused.value = found
  }

  const removed = new RemovedRows<GoneRow>()
  /** What is known of the rows below a change moves with them: their errors, their words, what was touched. */
  function renumber(table: string, to: (row: number) => number | null): void {
    const moved = <T>(map: Record<string, T>) => renumberedMap(map, table, to)
    const problemsOf = (all: FieldProblem[]) => all.flatMap((one) => {
      const field = renumbered(one.field, table, to)
      return field === null ? [] : [{ ...one, field }]
    })
    // An answer on its way numbers the rows as they were.
    control?.abort()
    control = null
    const known = [...edits]
    edits.clear()
    for (const [path, seq] of known) {
      const next = renumbered(path, table, to)
      if (next !== null) edits.set(next, seq)
    }
    touched.value = new Set([...touched.value].map((path) => renumbered(path, table, to)).filter((path) => path !== null))
    refused.value = problemsOf(refused.value)
    const now = state.value
    if (now) state.value = { ...now, errors: problemsOf(now.errors), visible: moved(now.visible), required: moved(now.required), readonly: moved(now.readonly), labels: moved(now.labels) }
  }
  function insertRow(table: string, at: number, row: Values): void {
    const rows = rowsOf(values.value[table]).slice()
    rows.splice(at, 0, row)
    renumber(table, (number) => (number < at ? number : number + 1))
    set(table, rows)
  }
  function addRow(table: Field, after?: number, row: Values = {}): void {
    const at = after === undefined ? rowsOf(values.value[table.code]).length : after + 1
    removed.added(table.code, at)
    insertRow(table.code, at, row)
  }
  function removeRow(table: Field, index: number): Removed<GoneRow> {
    const code = table.code
    const rows = rowsOf(values.value[code]).slice()
    const [row] = rows.splice(index, 1)
    const of = (path: string) => inRow(path, code, index)
    const gone: GoneRow = {
      row,
      touched: [...touched.value].filter(of),
      refused: refused.value.filter((problem) => of(problem.field)),
      errors: (state.value?.errors ?? []).filter((problem) => of(problem.field)),
      labels: Object.fromEntries(Object.entries(state.value?.labels ?? {}).filter(([path]) => of(path))),
    }
    renumber(code, (number) => (number === index ? null : number < index ? number : number - 1))
    set(code, rows)
    return removed.take(code, index, gone)
  }
  /** A row back in its place, with its values and what was wrong with them. */
  function restoreRow(one: Removed<GoneRow>): void {
    const at = removed.giveBack(one)
    if (at === null) return
    const back = (path: string) => renumbered(path, one.table, () => at) ?? path
    const problemsOf = (all: FieldProblem[]) => all.map((problem) => ({ ...problem, field: back(problem.field) }))
    insertRow(one.table, at, one.kept.row)
    touched.value = new Set([...touched.value, ...one.kept.touched.map(back)])
    refused.value = [...refused.value, ...problemsOf(one.kept.refused)]
    const now = state.value
    if (now) state.value = { ...now, errors: [...now.errors, ...problemsOf(one.kept.errors)], labels: { ...now.labels, ...renumberedMap(one.kept.labels, one.table, () => at) } }
  }

  onScopeDispose(() => {
    window.clearTimeout(timer)
    control?.abort()
  })
  return {
    values, state, pending, offline, dirty, errors, problems, showAll, touched, definition: options.definition,
    set, setAll, touch, visible, required, readonly, label, validate, refuse, evaluate: now, addRow, removeRow, restoreRow,
    get: (path: string) => getAt(values.value, path),
    settled: () => running,
  }
}
