/** What was just moved can be taken back: from the notice, or with Ctrl+Z while nobody types. */
import { onBeforeUnmount, onMounted } from 'vue'
import { undoable } from '@/shared/held/held'
import { t } from '@/shared/i18n'
import { typingIn } from '@/shared/ui/focus'
import { dismiss, toast, UNDO_MS } from '@/shared/ui/toast'

export function useUndo(edits: { undo: () => Promise<void> }) {
  /** Only the last move is offered: an older notice would take back another than it names. */
  let offered = 0
  function onKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || typingIn(event.target) || document.querySelector('[role=dialog]')) return
    // A deletion that still waits came last, and is taken back by its own listener.
    if (event.defaultPrevented || undoable.value.length) return
    event.preventDefault()
    dismiss(offered)
    void edits.undo()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  return (said: string): void => {
    dismiss(offered)
    offered = toast(said, 'ok', { label: t('action.undo'), run: () => void edits.undo() }, UNDO_MS)
  }
}
