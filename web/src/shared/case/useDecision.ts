/**
 * Deciding a task: which command, with which reason, to whom. The row leaves the inbox at once; where
 * somebody was quicker it comes back with who and what.
 */
import { computed, ref, watch, type Ref } from 'vue'
import { isProblem, type ProblemError } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import { keys, queryClient, refreshWork } from '@/shared/api/queries'
import type { Page, TaskAction, TaskCommand, TaskDetail, TaskView, Values } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'
import { useSigning } from './useSigning'

export interface DecisionHooks {
  /** Checks and gives the values this task may edit; null stops the decision (errors are shown at the fields). */
  data?: () => Promise<Values | null>
  done?: (command: string) => void
  /** Somebody was quicker. */
  beaten?: (problem: ProblemError) => void
}
const SENDS_AT_ONCE = new Set(['approve', 'complete'])
const NEEDS_PERSON = new Set(['transfer', 'delegate'])

export function useDecision(detail: Ref<TaskDetail | null | undefined>, hooks: DecisionHooks) {
  const open = ref<TaskAction | null>(null)
  const reason = ref('')
  const text = ref('')
  const to = ref('')
  const then = ref<'rewalk' | 'resume'>('rewalk')
  const busy = ref(false)
  const problem = ref('')
  const signing = useSigning(() => void (missing() || send()))
  let key = ''

  const task = computed<TaskView | undefined>(() => detail.value?.task)
  const actions = computed(() => detail.value?.actions ?? [])
  const needsPerson = computed(() => NEEDS_PERSON.has(open.value?.command ?? ''))
  const returns = computed(() => open.value?.command === 'return')
  const codes = computed(() => open.value?.codes ?? [])

  watch(() => task.value?.id, () => (open.value = null))

  function choose(action: TaskAction): void {
    open.value = action
    reason.value = ''
    text.value = ''
    problem.value = ''
    signing.forget()
    to.value = action.command === 'return' ? (detail.value?.return_to[0]?.node ?? 'start') : ''
    then.value = 'rewalk'
    key = crypto.randomUUID()
    if (!action.opinion_required && !action.codes.length && SENDS_AT_ONCE.has(action.command)) void send()
  }
  function pickReason(code: string): void {
    reason.value = reason.value === code ? '' : code
    problem.value = ''
    // The reason is the button: two taps decide. What also needs a target waits for the second button.
    if (reason.value && SENDS_AT_ONCE.has(open.value?.command ?? '')) void send()
  }
  function missing(): string {
    const action = open.value
    if (!action) return ''
    if (needsPerson.value && !to.value) return t('decision.choosePerson')
    if (action.opinion_required && !reason.value && !text.value.trim()) return codes.value.length ? t('decision.chooseReason') : t('opinion.textNeeded')
    return ''
  }

  async function send(): Promise<void> {
    const action = open.value
    const current = task.value
    if (!action || !current || busy.value) return
    problem.value = missing()
    if (problem.value) return
    if (action.signature_required && !signing.file.value) {
      signing.open.value = true
      return
    }
    busy.value = true
    try {
      const data = SENDS_AT_ONCE.has(action.command) && hooks.data ? await hooks.data() : undefined
      if (data === null) {
        open.value = null
        return
      }
      const body: TaskCommand = { opinion: { text: text.value.trim(), reason_code: reason.value } }
      if (signing.file.value) body.opinion = { ...body.opinion, signature: signing.file.value }
      if (data) body.data = data
      if (needsPerson.value || returns.value) body.to = to.value
      if (returns.value) body.then = then.value
      const before = takeAway(current.id)
      try {
        await api.taskCommand(current.id, action.command, body, undefined, key)
      } catch (error) {
        if (before) queryClient.setQueryData(keys.tasks('open'), before)
        throw error
      }
      open.value = null
      toast(tOr(`decision.done.${action.command}`, t('decision.done')))
      hooks.done?.(action.command)
      await refreshWork(current.instance_id)
    } catch (error) {
      if (isProblem(error, 409)) {
        open.value = null
        hooks.beaten?.(error)
        await refreshWork(current.instance_id)
      } else if (isProblem(error, 422)) {
        problem.value = error.fields[0]?.message ?? error.detail ?? error.title
      } else toastError(error)
    } finally {
      busy.value = false
    }
  }
  return { open, reason, text, to, then, busy, problem, task, actions, codes, needsPerson, returns, signing, choose, pickReason, send, close: () => (open.value = null) }
}
export type Decision = ReturnType<typeof useDecision>

function takeAway(id: string): Page<TaskView> | undefined {
  const before = queryClient.getQueryData<Page<TaskView>>(keys.tasks('open'))
  if (before) queryClient.setQueryData(keys.tasks('open'), { ...before, items: before.items.filter((item) => item.id !== id) })
  return before
}
