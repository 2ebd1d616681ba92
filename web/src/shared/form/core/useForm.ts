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

export interface FormOptions {
  definition: Ref<FormDefinition>
  initial?: Values
  access?: Record<string, Access>
  context?: Pick<EvaluateInput, 'task' | 'instance' | 'record' | 'process'>
  evaluate?: (body: EvaluateInput, signal: AbortSignal) => Promise<FormState>
  wait?: number
}
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

  function addRow(table: Field, after?: number, row: Values = {}): void {
    const rows = rowsOf(values.value[table.code]).slice()
    rows.splice(after === undefined ? rows.length : after + 1, 0, row)
    set(table.code, rows)
  }
  function removeRow(table: Field, index: number): Values {
    const rows = rowsOf(values.value[table.code]).slice()
    const [gone] = rows.splice(index, 1)
    set(table.code, rows)
    return gone
  }

  onScopeDispose(() => {
    window.clearTimeout(timer)
    control?.abort()
  })
  return {
    values, state, pending, offline, dirty, errors, problems, showAll, touched, definition: options.definition,
    set, setAll, touch, visible, required, readonly, label, validate, refuse, evaluate: now, addRow, removeRow,
    get: (path: string) => getAt(values.value, path),
    settled: () => running,
  }
}
