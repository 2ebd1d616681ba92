/** Short notices at the top: said once, read aloud politely, gone by themselves. */
import { ref } from 'vue'
import { errorText, isProblem } from '@/shared/api/client'

export interface Toast { id: number; kind: 'ok' | 'bad' | 'info'; text: string; action?: { label: string; run: () => void }; number?: string }
/** How long an undo is offered. */
export const UNDO_MS = 5_000
export const toasts = ref<Toast[]>([])
const MOST = 3
let last = 0

export function toast(text: string, kind: Toast['kind'] = 'ok', action?: Toast['action'], ms = kind === 'bad' || action ? 6_000 : 3_000, number?: string): number {
  const id = (last += 1)
  // The oldest makes room, but what can still be undone stays as long as it was promised.
  const room = toasts.value.filter((item, index) => item.action || index >= toasts.value.length - (MOST - 1))
  toasts.value = [...room, { id, kind, text, action, number }]
  window.setTimeout(() => dismiss(id), number ? 12_000 : ms)
  return id
}
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((item) => item.id !== id)
}
export function toastError(error: unknown): void {
  // A signed-out session is shown by the sign-in page itself.
  if (!isProblem(error, 401)) toast(errorText(error), 'bad', undefined, undefined, isProblem(error) ? error.reference : undefined)
}
