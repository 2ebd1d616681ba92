/**
 * Agreements wait here for five seconds before they are sent, so that undo really undoes: nobody was told,
 * no follow-up has begun. None gets lost: leaving or hiding the page sends them at once, and what a page that
 * died has left in the browser is sent, under the same key, the next time its owner comes.
 */
import { computed, ref } from 'vue'
import { errorText, isProblem } from '@/shared/api/client'
import { markDecided, unmarkDecided } from '@/shared/api/decided'
import { api } from '@/shared/api/endpoints'
import { refreshWork } from '@/shared/api/queries'
import type { TaskCommand } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'
import { typingIn } from '@/shared/ui/focus'
import { dismiss, toast } from '@/shared/ui/toast'

export interface Decided {
  /** The idempotency key: sent twice, it is decided once. */
  key: string
  user: string; task: string; instance: string; title: string; command: string; body: TaskCommand
  /** When it is sent, in milliseconds. */
  due: number
}
export interface Held extends Decided { timer: number; toast: number; sending: boolean }

export const UNDO_MS = 5_000
/** Another page of the same person may still be waiting itself; after this much longer it is dead. */
const GRACE_MS = 10_000
/** The server remembers keys for a day: after that a repeat could be a second decision. */
const TOO_OLD_MS = 20 * 3_600_000
/** Browsers let 64 KB outlive a page. */
const MAX_BODY = 50_000
const STORE = 'decided'

const waiting = ref<Held[]>([])
/** What the server has not answered yet. */
export const held = computed<readonly Held[]>(() => waiting.value)
/** What can still be undone, the latest last. */
export const undoable = computed<Decided[]>(() => waiting.value.filter((one) => !one.sending))
/** What was taken back last, or refused by the server: its words are offered again. */
export const returned = ref<Decided | null>(null)
let show: (decided: Decided) => void = () => {}
/** How the application opens a task; given by its frame. */
export const onShow = (open: (decided: Decided) => void) => (show = open)

function stored(): Decided[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '[]') as Decided[]
  } catch {
    return []
  }
}
function store(change: (all: Decided[]) => Decided[]): boolean {
  try {
    localStorage.setItem(STORE, JSON.stringify(change(stored())))
    return true
  } catch {
    return false
  }
}
const forget = (key: string) => store((all) => all.filter((one) => one.key !== key))

/** Decide now, send in five seconds. Answers false where it must be sent at once: it would not survive the page. */
export function holdBack(decided: Omit<Decided, 'due'>): boolean {
  const one: Decided = { ...decided, due: Date.now() + UNDO_MS }
  if (JSON.stringify(one.body).length > MAX_BODY || !store((all) => [...all, one])) return false
  const said = toast(tOr(`decision.done.${one.command}`, t('decision.done')), 'ok', { label: t('action.undo'), run: () => undo(one.key) }, UNDO_MS)
  const timer = window.setTimeout(() => void send(one.key), UNDO_MS)
  waiting.value = [...waiting.value, { ...one, timer, toast: said, sending: false }]
  markDecided(one.task)
  listen()
  return true
}

export function undo(key: string): void {
  const one = waiting.value.find((other) => other.key === key)
  if (!one || one.sending) return
  drop(one)
  unmarkDecided(one.task)
  returned.value = one
  toast(t('decision.undone'), 'info')
}
function drop(one: Held): void {
  window.clearTimeout(one.timer)
  dismiss(one.toast)
  forget(one.key)
  waiting.value = waiting.value.filter((other) => other.key !== one.key)
}

async function send(key: string, keepalive = false): Promise<void> {
  const one = waiting.value.find((other) => other.key === key)
  if (!one || one.sending) return
  window.clearTimeout(one.timer)
  dismiss(one.toast)
  waiting.value = waiting.value.map((other) => (other.key === key ? { ...other, sending: true } : other))
  try {
    await deliver(one, keepalive)
    forget(key)
    await refreshWork(one.instance)
  } catch (error) {
    refuse(one, error)
  } finally {
    // Only now: until the lists have been asked anew they still show the task.
    drop(one)
    unmarkDecided(one.task)
  }
}
/** Under one key a repeat is harmless, so a broken line gets a second and a third chance. */
async function deliver(one: Decided, keepalive: boolean, tries = 3): Promise<void> {
  try {
    await api.taskCommand(one.task, one.command, one.body, { key: one.key, keepalive })
  } catch (error) {
    if (isProblem(error) || tries <= 1) throw error
    await new Promise((resolve) => window.setTimeout(resolve, 1_000))
    await deliver(one, keepalive, tries - 1)
  }
}
function refuse(one: Decided, error: unknown): void {
  if (isProblem(error, 401)) return
  void refreshWork(one.instance)
  // Somebody was quicker: there is nothing left to decide, only to read.
  if (!isProblem(error, 409)) returned.value = one
  toast(t(isProblem(error, 409) ? 'decision.beatenAt' : 'decision.notSent', { title: one.title, reason: errorText(error) }), 'bad', { label: t('decision.look'), run: () => show(one) })
}

/** Everything that waits is sent now: the page goes, is hidden, or its owner signs out. */
export const sendAll = (keepalive = false) => Promise.all(undoable.value.map((one) => send(one.key, keepalive)))

/** What pages of this person left behind. Those of a page that still lives are its own business. */
export async function sendLeftBehind(user: string): Promise<void> {
  for (const one of stored().filter((other) => other.user === user && !waiting.value.some((mine) => mine.key === other.key))) {
    const left = one.due + GRACE_MS - Date.now()
    if (left > 0) {
      window.setTimeout(() => void sendLeftBehind(user), left + 100)
      continue
    }
    if (Date.now() - one.due > TOO_OLD_MS) {
      forget(one.key)
      toast(t('decision.tooOld', { title: one.title }), 'bad', { label: t('decision.look'), run: () => show(one) })
      continue
    }
    try {
      await deliver(one, false)
      forget(one.key)
      void refreshWork(one.instance)
    } catch (error) {
      if (!isProblem(error) || isProblem(error, 401)) continue // no line, or signed out: it stays for the next time
      forget(one.key)
      refuse(one, error)
    }
  }
}

let listening = false
function listen(): void {
  if (listening) return
  listening = true
  window.addEventListener('pagehide', () => void sendAll(true))
  // Phones often say only this much before they end a page.
  document.addEventListener('visibilitychange', () => document.hidden && void sendAll(true))
  document.addEventListener('keydown', (event) => {
    const last = undoable.value[undoable.value.length - 1]
    if (!last || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || typingIn(event.target)) return
    event.preventDefault()
    undo(last.key)
  })
}
