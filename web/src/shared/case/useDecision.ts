/**
 * Deciding a task: which command, with which reason, to whom or where to. An agreement waits a moment in the
 * outbox and can be undone; everything else is sent at once. Where somebody was quicker the page says who and what.
 */
import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { isProblem, type ProblemError } from '@/shared/api/client'
import { markDecided, unmarkDecided } from '@/shared/api/decided'
import { api } from '@/shared/api/endpoints'
import { keys, queryClient, refreshWork } from '@/shared/api/queries'
import type { Me, Participant, TaskAction, TaskCommand, TaskDetail, TaskView, Values } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'
import { saysNothing } from './emptyWords'
import { holdBack, returned } from './outbox'
import { useOpinion } from './useOpinion'
import { useSigning } from './useSigning'
import { waysOf, type Way } from './whereTo'

export interface DecisionHooks {
  /** Checks and gives the values this task may edit; null stops the decision (errors are shown at the fields). */
  data?: () => Promise<Values | null>
  done?: (command: string) => void
  /** Somebody was quicker. */
  beaten?: (problem: ProblemError) => void
  /** Who may be named with @. */
  people?: () => Participant[]
}
const AGREES = new Set(['approve', 'complete'])
const DISAGREES = new Set(['reject', 'return'])
const NEEDS_PERSON = new Set(['transfer', 'delegate'])

export function useDecision(detail: Ref<TaskDetail | null | undefined>, hooks: DecisionHooks) {
  const open = ref<TaskAction | null>(null)
  const to = ref('')
  const way = ref('')
  const busy = ref(false)
  const problem = ref('')
  const opinion = useOpinion(computed(() => hooks.people?.() ?? []))
  const signing = useSigning(() => void (missing() || send()))
  let key = ''
  let gone = false
  onBeforeUnmount(() => (gone = true))

  const task = computed<TaskView | undefined>(() => detail.value?.task)
  const actions = computed(() => detail.value?.actions ?? [])
  const needsPerson = computed(() => NEEDS_PERSON.has(open.value?.command ?? ''))
  const disagrees = computed(() => DISAGREES.has(open.value?.command ?? ''))
  const returns = computed(() => open.value?.command === 'return')
  const ways = computed<Way[]>(() => (disagrees.value ? waysOf(detail.value) : []))
  const codes = computed(() => open.value?.codes ?? [])

  watch(() => task.value?.id, () => (open.value = null))

  function choose(action: TaskAction): void {
    open.value = action
    opinion.clear()
    problem.value = ''
    signing.forget()
    to.value = ''
    key = crypto.randomUUID()
    way.value = waysOf(detail.value).find((one) => one.command === action.command)?.value ?? ''
    remind(action)
    if (!action.opinion_required && !action.codes.length && AGREES.has(action.command)) void send()
  }
  /** What was taken back or refused is offered again as it was written. */
  function remind(action: TaskAction): void {
    const last = returned.value
    if (!last || last.task !== task.value?.id || last.command !== action.command) return
    opinion.text.value = last.body.opinion?.text ?? ''
    returned.value = null
  }
  /** Another way is another command, with reasons of its own; what was written stays. */
  watch(way, (value) => {
    const chosen = ways.value.find((one) => one.value === value)
    const action = actions.value.find((one) => one.command === chosen?.command)
    if (!chosen || !action) return
    open.value = action
    problem.value = ''
    if (!action.codes.some((code) => code.code === opinion.reason.value)) opinion.reason.value = ''
  })
  function pickReason(code: string): void {
    opinion.reason.value = opinion.reason.value === code ? '' : code
    problem.value = ''
    // The reason is the button: two taps decide. What also needs a target waits for the second button.
    if (opinion.reason.value && AGREES.has(open.value?.command ?? '')) void send()
  }
  function missing(): string {
    const action = open.value
    if (!action) return ''
    if (needsPerson.value && !to.value) return t('decision.choosePerson')
    if (opinion.uploads.queue.length) return t(opinion.uploads.queue.some((file) => file.error) ? 'opinion.uploadFailed' : 'opinion.uploading')
    if (action.opinion_required && !opinion.reason.value) {
      if (!opinion.text.value.trim()) return codes.value.length ? t('decision.chooseReason') : t('opinion.textNeeded')
      if (saysNothing(opinion.text.value, detail.value?.empty_words ?? [])) return t('opinion.saysNothing')
    }
    return ''
  }
  function bodyOf(data: Values | undefined): TaskCommand {
    const body: TaskCommand = { opinion: opinion.given() }
    if (signing.file.value) body.opinion = { ...body.opinion, signature: signing.file.value }
    if (opinion.mentions.value.length) body.mentions = opinion.mentions.value
    if (data) body.data = data
    if (needsPerson.value) body.to = to.value
    if (returns.value) body.to = ways.value.find((one) => one.value === way.value)?.to ?? 'start'
    return body
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
      const data = AGREES.has(action.command) && hooks.data ? await hooks.data() : undefined
      if (data === null) {
        open.value = null
        return
      }
      const body = bodyOf(data)
      const user = queryClient.getQueryData<Me>(keys.me)?.username ?? ''
      const held = AGREES.has(action.command) && holdBack({ key, user, task: current.id, instance: current.instance_id, title: current.title || current.process_name, command: action.command, body })
      if (!held) await sendNow(current, action, body)
      open.value = null
      hooks.done?.(action.command)
    } catch (error) {
      await refused(current, error)
    } finally {
      busy.value = false
    }
  }
  /** The row leaves at once, and is back where the server refuses. */
  async function sendNow(current: TaskView, action: TaskAction, body: TaskCommand): Promise<void> {
    markDecided(current.id)
    const settled = () => refreshWork(current.instance_id).finally(() => unmarkDecided(current.id))
    try {
      await api.taskCommand(current.id, action.command, body, { key })
    } catch (error) {
      if (isProblem(error, 409)) void settled()
      else unmarkDecided(current.id)
      throw error
    }
    toast(tOr(`decision.done.${action.command}`, t('decision.done')))
    void settled()
  }
  async function refused(current: TaskView, error: unknown): Promise<void> {
    if (isProblem(error, 409)) {
      open.value = null
      hooks.beaten?.(error)
      if (gone) toastError(error)
      await refreshWork(current.instance_id)
    } else if (isProblem(error, 422)) problem.value = error.fields[0]?.message ?? error.detail ?? error.title
    else toastError(error)
  }
  return { open, opinion, way, ways, to, busy, problem, task, actions, codes, needsPerson, disagrees, signing, choose, pickReason, send, close: () => (open.value = null) }
}
export type Decision = ReturnType<typeof useDecision>
