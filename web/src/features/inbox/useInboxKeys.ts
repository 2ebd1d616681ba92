/** The inbox's keys; silent while somebody types or a dialog is open. */
import { onBeforeUnmount, onMounted } from 'vue'
import { typingIn } from '@/shared/ui/focus'

export interface InboxKeys {
  next: () => void; previous: () => void; decide: (command: string) => void; select: () => void; open: () => void; help: () => void; clear: () => void
}

const onRow = (target: EventTarget | null) => target instanceof Element && (!target.closest('button, a, summary, [tabindex="0"]') || target.closest('[aria-current="true"]') !== null)

export function useInboxKeys(keys: InboxKeys): void {
  const actions: Record<string, () => void> = {
    j: keys.next, ArrowDown: keys.next, k: keys.previous, ArrowUp: keys.previous,
    a: () => keys.decide('approve'), r: () => keys.decide('reject'), t: () => keys.decide('transfer'),
    x: keys.select, o: keys.open, Enter: keys.open, '?': keys.help, Escape: keys.clear,
  }
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || typingIn(event.target) || document.querySelector('[aria-modal="true"]')) return
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    // Enter on a button or link is that button's own.
    if (!action || (event.key === 'Enter' && !onRow(event.target))) return
    event.preventDefault()
    action()
  }
  onMounted(() => document.addEventListener('keydown', onKey))
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey))
}
