/** Ctrl+C and Ctrl+V on the drawing. The events bring the clipboard with them: no permission, no HTTPS needed. */
import { onBeforeUnmount, ref, type Ref } from 'vue'
import type { Step } from '@/shared/api/types'
import { partName, partText, pasteLane, pasteStep, readPart, type Part, type Pasted } from '@/shared/flow/clipboard'
import { laneKey, pathOf, pathOfLane, stepAt, type Path } from '@/shared/flow/model'
import { t } from '@/shared/i18n'
import { copyText } from '@/shared/ui/copy'
import { typingIn } from '@/shared/ui/focus'
import { toast } from '@/shared/ui/toast'

/** What was copied last on this page, so that a + can offer it to the mouse. */
const held = ref<Part | null>(null)

interface Options { steps: Ref<Step[]>; idle: () => boolean; opened: () => string; put: (pasted: Pasted) => void }

export function useClipboard({ steps, idle, opened, put }: Options) {
  /** What a key speaks of: the drawer's step or lane, else what has the focus. */
  const chosen = () => opened() || (document.activeElement?.closest<HTMLElement>('[data-node]')?.dataset.node ?? '')
  const laneId = (key: string) => (key.startsWith(laneKey('')) ? key.slice(laneKey('').length) : '')
  function partOf(key: string): Part | null {
    const id = laneId(key)
    const path = id ? pathOfLane(steps.value, id) : pathOf(steps.value, key)
    const step = path && stepAt(steps.value, path)
    if (!step) return null
    const lane = id ? step.lanes?.find((one) => one.id === id) : undefined
    return lane ? { lane, of: step.kind } : id ? null : { step }
  }
  function paste(part: Part, key: string): void {
    const id = laneId(key)
    const holder = id ? pathOfLane(steps.value, id) : pathOf(steps.value, key)
    if ('step' in part) {
      const at = holder && id ? [...holder, stepAt(steps.value, holder)?.lanes?.findIndex((one) => one.id === id) ?? 0, -1] : holder
      put(pasteStep(steps.value, at, part.step))
    } else {
      // Beside a chosen lane, into a chosen branch, or into the branch around a chosen step.
      const block = holder && (id || stepAt(steps.value, holder)?.lanes) ? holder : holder && holder.length > 2 ? holder.slice(0, -2) : null
      if (!block) return void toast(t('flow.pasteLaneWhere'), 'info')
      const lanes = stepAt(steps.value, block)?.lanes ?? []
      const after = id ? lanes.findIndex((one) => one.id === id) : holder === block ? lanes.length : (holder?.[block.length] ?? lanes.length)
      put(pasteLane(steps.value, block, after, part.lane))
    }
    toast(t('flow.pasted', { name: partName(part) || t('flow.branch') }))
  }
  function onCopy(event: ClipboardEvent): void {
    if (!idle() || typingIn(event.target) || !window.getSelection()?.isCollapsed) return
    const part = partOf(chosen())
    if (!part || !event.clipboardData) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', partText(part))
    held.value = part
    toast(t('flow.copied', { name: partName(part) || t('flow.branch') }))
  }
  function onPaste(event: ClipboardEvent): void {
    if (!idle() || opened() || typingIn(event.target)) return
    const part = readPart(event.clipboardData?.getData('text/plain') ?? '')
    if (!part) return
    event.preventDefault()
    paste(part, chosen())
  }
  document.addEventListener('copy', onCopy)
  document.addEventListener('paste', onPaste)
  onBeforeUnmount(() => {
    document.removeEventListener('copy', onCopy)
    document.removeEventListener('paste', onPaste)
  })
  return {
    held,
    /** The drawer's button: for the mouse, the same as Ctrl+C. */
    async copy(): Promise<void> {
      const part = partOf(opened())
      if (!part) return
      held.value = part
      await copyText(partText(part))
      toast(t('flow.copied', { name: partName(part) || t('flow.branch') }))
    },
    /** The last entry of a +'s menu: the copied step there. */
    pasteAt(path: Path): void {
      const part = held.value
      if (part && 'step' in part) put(pasteStep(steps.value, [...path.slice(0, -1), path[path.length - 1] - 1], part.step))
    },
  }
}
