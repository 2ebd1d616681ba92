/**
 * A definition being designed: undo over whole values (structures are shared, so a hundred steps cost
 * little), autosave a second after the last change, and a check of what was saved.
 */
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { isProblem } from '@/shared/api/client'
import type { CheckResult } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { dismiss, toast, toastError, UNDO_MS } from '@/shared/ui/toast'

export interface DraftDoor<T> {
  save: (value: T, revision: number) => Promise<number>
  check: () => Promise<CheckResult>
}
const LIMIT = 100
const RETRY_MS = 4_000

export function useDraft<T>(initial: T, revision: number, door: DraftDoor<T>) {
  const value = shallowRef(initial)
  const past = shallowRef<T[]>([])
  const future = shallowRef<T[]>([])
  const status = ref<'clean' | 'waiting' | 'saving' | 'saved' | 'failed' | 'conflict'>('clean')
  const savedAt = ref<number | null>(null)
  const check = shallowRef<CheckResult | null>(null)
  let current = revision
  let timer: number | undefined
  let failing = false
  let group: { name: string; at: number } | null = null
  let running: Promise<void> = Promise.resolve()

  function schedule(): void {
    status.value = 'waiting'
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void flush(), 1_000)
  }
  /** Changes of the same `name` in quick succession (typing a label) are one step to undo. */
  function set(next: T, name = ''): void {
    if (next === value.value) return
    const now = Date.now()
    const same = name !== '' && group?.name === name && now - group.at < 1_500
    if (!same) past.value = [...past.value.slice(-LIMIT + 1), value.value]
    group = { name, at: now }
    future.value = []
    value.value = next
    schedule()
  }
  /** A deletion says so and offers its undo until something else is changed; later the undo of the bar does it. */
  function removed(next: T, said: string): void {
    set(next)
    const notice = toast(said, 'info', { label: t('action.undo'), run: () => travel(past, future) }, UNDO_MS)
    const stop = watch(value, () => {
      stop()
      dismiss(notice)
    }, { flush: 'sync' })
    offered.push(() => (stop(), dismiss(notice)))
  }
  const offered: (() => void)[] = []
  function travel(from: typeof past, to: typeof past): void {
    const back = from.value[from.value.length - 1]
    if (back === undefined) return
    to.value = [...to.value, value.value]
    from.value = from.value.slice(0, -1)
    value.value = back
    group = null
    schedule()
  }
  async function store(): Promise<void> {
    if (status.value !== 'waiting' && status.value !== 'failed') return
    status.value = 'saving'
    const saving = value.value
    try {
      current = await door.save(saving, current)
      failing = false
      savedAt.value = Date.now()
      status.value = value.value === saving ? 'saved' : 'waiting'
    } catch (error) {
      status.value = isProblem(error, 409) ? 'conflict' : 'failed'
      if (!failing) toastError(error)
      failing = true
      // What cannot be saved now is tried again until it can; a refused draft waits for its next change.
      if (!isProblem(error)) timer = window.setTimeout(() => void flush(), RETRY_MS)
      return
    }
    await ask()
  }
  /** What is wrong with the saved draft; that it could not be asked makes the draft no less saved. */
  async function ask(): Promise<void> {
    try {
      check.value = await door.check()
    } catch (error) {
      toastError(error)
    }
  }
  function flush(): Promise<void> {
    window.clearTimeout(timer)
    // One save after the other: revisions would collide otherwise.
    running = running.then(store)
    return running
  }
  async function recheck(): Promise<CheckResult | null> {
    await flush()
    await ask()
    return check.value
  }
  function onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
    // Inside a text box the browser's own undo is meant.
    if (/^(input|textarea)$/i.test((event.target as HTMLElement).tagName)) return
    event.preventDefault()
    if (event.shiftKey) travel(future, past)
    else travel(past, future)
  }
  const unsaved = computed(() => ['waiting', 'saving', 'failed', 'conflict'].includes(status.value))
  function onLeave(event: BeforeUnloadEvent): void {
    if (unsaved.value) event.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  window.addEventListener('beforeunload', onLeave)
  onBeforeUnmount(() => {
    offered.forEach((end) => end())
    document.removeEventListener('keydown', onKey)
    window.removeEventListener('beforeunload', onLeave)
    void flush().then(() => window.clearTimeout(timer))
  })
  return {
    value, set, removed, status, savedAt, check, unsaved, flush, recheck,
    undo: () => travel(past, future), redo: () => travel(future, past),
    canUndo: computed(() => past.value.length > 0), canRedo: computed(() => future.value.length > 0),
    published: (next: number) => {
      group = null
      current = next
      status.value = 'clean'
      check.value = null
    },
  }
}
