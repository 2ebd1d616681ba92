/**
 * Removing with five seconds to think better of it: gone from sight at once, from the server when the time is
 * over. Leaving or hiding the page sends it; undo, or a refusal by the server, brings it back.
 */
import { t } from '@/shared/i18n'
import { dismiss, toast, toastError } from './toast'

export interface Removal {
  /** What is said: "已删除 …". */
  text: string
  hide: () => void
  restore: () => void
  /** `keepalive`: the page is going. */
  send: (keepalive: boolean) => Promise<unknown>
}
export const REMOVE_MS = 5_000
interface Pending extends Removal { timer: number; toast: number }
const pending = new Set<Pending>()

export function removeLater(removal: Removal): void {
  removal.hide()
  const one: Pending = { ...removal, timer: 0, toast: 0 }
  one.timer = window.setTimeout(() => void finish(one, false), REMOVE_MS)
  one.toast = toast(removal.text, 'ok', { label: t('action.undo'), run: () => undo(one) }, REMOVE_MS)
  pending.add(one)
  listen()
}
function settle(one: Pending): boolean {
  window.clearTimeout(one.timer)
  dismiss(one.toast)
  return pending.delete(one)
}
function undo(one: Pending): void {
  if (settle(one)) one.restore()
}
async function finish(one: Pending, keepalive: boolean): Promise<void> {
  if (!settle(one)) return
  try {
    await one.send(keepalive)
  } catch (error) {
    one.restore()
    toastError(error)
  }
}
/** Everything that waits is sent now: the page goes, is hidden, or its owner signs out. */
export const removeAll = (keepalive = false) => Promise.all([...pending].map((one) => finish(one, keepalive)))

let listening = false
function listen(): void {
  if (listening) return
  listening = true
  window.addEventListener('pagehide', () => void removeAll(true))
  document.addEventListener('visibilitychange', () => document.hidden && void removeAll(true))
}
