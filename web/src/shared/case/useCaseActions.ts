/** What the reader may do with a case itself (withdraw, remind, copy, comment …), asked and sent. */
import { ref, type Ref } from 'vue'
import { api } from '@/shared/api/endpoints'
import { refreshWork } from '@/shared/api/queries'
import type { CaseAction, Instance, InstanceCommand } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'
import { confirm } from '@/shared/ui/confirm'
import { toast, toastError } from '@/shared/ui/toast'

const GRAVE = new Set(['withdraw', 'terminate', 'revoke', 'suspend', 'reopen'])
const INLINE = new Set(['comment'])
/** Editing and sending a draft is the form page's business. */
const ELSEWHERE = new Set(['submit', 'resubmit', 'edit', 'save'])
const UNSUPPORTED = new Set(['jump', 'reassign', 'migrate', 'migrate-undo'])

export function useCaseActions(instance: Ref<Instance | undefined>) {
  const busy = ref(false)
  const copying = ref(false)
  async function run(command: string, body: InstanceCommand): Promise<boolean> {
    const id = instance.value?.id
    if (!id || busy.value) return false
    busy.value = true
    try {
      await api.instanceCommand(id, command, body)
      toast(tOr(`case.did.${command}`, t('decision.done')))
      return true
    } catch (error) {
      toastError(error)
      return false
    } finally {
      busy.value = false
      await refreshWork(id)
    }
  }
  async function act(action: CaseAction): Promise<void> {
    if (action.command === 'cc') {
      copying.value = true
      return
    }
    if (!GRAVE.has(action.command)) return void (await run(action.command, {}))
    const text = await confirm({
      title: t('case.confirmAction', { label: action.label }),
      text: tOr(`case.about.${action.command}`, ''),
      yes: action.label,
      danger: true,
      reason: { label: t('decision.opinion'), required: action.command !== 'withdraw' },
    })
    if (text !== null) await run(action.command, text ? { opinion: { text } } : {})
  }
  const buttons = (actions: CaseAction[]) => actions.filter(({ command }) => !INLINE.has(command) && !ELSEWHERE.has(command) && !UNSUPPORTED.has(command))
  const can = (command: string) => Boolean(instance.value?.actions.some((action) => action.command === command))
  const canEdit = () => ['submit', 'resubmit'].some(can)
  return { busy, copying, act, run, buttons, can, canEdit }
}
