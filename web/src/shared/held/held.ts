/**
 * Deeds wait here for five seconds before they are sent, so that undo really undoes: nobody was told, nothing is
 * gone. None gets lost: leaving or hiding the page sends them at once, and what a page that died has left in the
 * browser is sent, under the same key, the next time its owner comes. What a deed is, its kind knows.
 */
import { computed, ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { t } from '@/shared/i18n'
import { typingIn } from '@/shared/ui/focus'
import { dismiss, toast, UNDO_MS } from '@/shared/ui/toast'

export interface Deed {
  kind: string
  /** The idempotency key: sent twice, it is done once. */
  key: string
  user: string; title: string
  /** When it is sent, in milliseconds. */
  due: number
}
export type Held<D extends Deed = Deed> = D & { timer: number; toast: number; sending: boolean }
export interface Kind<D extends Deed> {
  /** What the notice says while it can be undone, and after it was. */
  said: (deed: D) => string
  undone: () => string
  /** The page as if it were done, and as it was. */
  hide: (deed: D) => void
  show: (deed: D) => void
  send: (deed: D, keepalive: boolean) => Promise<unknown>
  refresh: (deed: D) => Promise<unknown>
  /** Taken back by its owner. */
  returned: (deed: D) => void
  refused: (deed: D, error: unknown) => void
  tooOld: (deed: D) => void
}

/** Another page of the same person may still be waiting itself; after this much longer it is dead. */
const GRACE_MS = 10_000
/** The server remembers keys for a day: after that a repeat could be a second deed. */
const TOO_OLD_MS = 20 * 3_600_000
/** Browsers let 64 KB outlive a page. */
const MAX = 50_000
const STORE = 'held'

const kinds = new Map<string, Kind<Deed>>()
const waiting = ref<Held[]>([])
/** What the server has not answered yet. */
export const held = computed<readonly Held[]>(() => waiting.value)
/** What can still be undone, the latest last. */
export const undoable = computed<readonly Held[]>(() => waiting.value.filter((one) => !one.sending))

/** Gives the door through which deeds of this kind are held back. */
export function kindOfDeed<D extends Deed>(name: string, kind: Kind<D>): (deed: Omit<D, 'due' | 'kind'>) => boolean {
  kinds.set(name, kind as unknown as Kind<Deed>)
  return (deed) => hold({ ...deed, kind: name, due: Date.now() + UNDO_MS } as unknown as D)
}

function stored(): Deed[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '[]') as Deed[]
  } catch {
    return []
  }
}
function store(change: (all: Deed[]) => Deed[]): boolean {
  try {
    localStorage.setItem(STORE, JSON.stringify(change(stored())))
    return true
  } catch {
    return false
  }
}
const forget = (key: string) => store((all) => all.filter((one) => one.key !== key))

/** Done now, sent in five seconds. Answers false where it must be sent at once: it would not survive the page. */
function hold(deed: Deed): boolean {
  const kind = kinds.get(deed.kind)
  if (!kind || JSON.stringify(deed).length > MAX || !store((all) => [...all, deed])) return false
  const said = toast(kind.said(deed), 'ok', { label: t('action.undo'), run: () => undo(deed.key) }, UNDO_MS)
  const timer = window.setTimeout(() => void send(deed.key), UNDO_MS)
  waiting.value = [...waiting.value, { ...deed, timer, toast: said, sending: false }]
  kind.hide(deed)
  listen()
  return true
}

export function undo(key: string): void {
  const one = waiting.value.find((other) => other.key === key)
  const kind = one && kinds.get(one.kind)
  if (!kind || one.sending) return
  drop(one)
  kind.show(one)
  kind.returned(one)
  toast(kind.undone(), 'info')
}
function drop(one: Held): void {
  window.clearTimeout(one.timer)
  dismiss(one.toast)
  forget(one.key)
  waiting.value = waiting.value.filter((other) => other.key !== one.key)
}

async function send(key: string, keepalive = false): Promise<void> {
  const one = waiting.value.find((other) => other.key === key)
  const kind = one && kinds.get(one.kind)
  if (!kind || one.sending) return
  window.clearTimeout(one.timer)
  dismiss(one.toast)
  waiting.value = waiting.value.map((other) => (other.key === key ? { ...other, sending: true } : other))
  try {
    await deliver(kind, one, keepalive)
    forget(key)
    await kind.refresh(one)
  } catch (error) {
    refuse(kind, one, error)
  } finally {
    // Only now: until the lists have been asked anew they still show it.
    drop(one)
    kind.show(one)
  }
}
/** Under one key a repeat is harmless, so a broken line gets a second and a third chance. */
async function deliver(kind: Kind<Deed>, one: Deed, keepalive: boolean, tries = 3): Promise<void> {
  try {
    await kind.send(one, keepalive)
  } catch (error) {
    if (isProblem(error) || tries <= 1) throw error
    await new Promise((resolve) => window.setTimeout(resolve, 1_000))
    await deliver(kind, one, keepalive, tries - 1)
  }
}
function refuse(kind: Kind<Deed>, one: Deed, error: unknown): void {
  if (isProblem(error, 401)) return
  void kind.refresh(one)
  kind.refused(one, error)
}

/** Everything that waits is sent now: the page goes, is hidden, or its owner signs out. */
export const sendAll = (keepalive = false) => Promise.all(undoable.value.map((one) => send(one.key, keepalive)))

/** What pages of this person left behind. Those of a page that still lives are its own business. */
export async function sendLeftBehind(user: string): Promise<void> {
  for (const one of stored().filter((other) => other.user === user && !waiting.value.some((mine) => mine.key === other.key))) {
    const kind = kinds.get(one.kind)
    if (!kind) continue
    const left = one.due + GRACE_MS - Date.now()
    if (left > 0) {
      window.setTimeout(() => void sendLeftBehind(user), left + 100)
      continue
    }
    if (Date.now() - one.due > TOO_OLD_MS) {
      forget(one.key)
      kind.tooOld(one)
      continue
    }
    try {
      await deliver(kind, one, false)
      forget(one.key)
      void kind.refresh(one)
    } catch (error) {
      if (!isProblem(error) || isProblem(error, 401)) continue // no line, or signed out: it stays for the next time
      forget(one.key)
      refuse(kind, one, error)
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
    if (!last || event.defaultPrevented || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || typingIn(event.target)) return
    event.preventDefault()
    undo(last.key)
  })
}
