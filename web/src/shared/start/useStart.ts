/**
 * Filling in and sending a request, on both ends: the form model, who would be asked and why, the local
 * draft, saving on the server, and sending exactly once.
 */
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import { queryClient, keys, refreshWork, useMe } from '@/shared/api/queries'
import type { FormDefinition, Instance, Preview, ProcessDetail, Values } from '@/shared/api/types'
import { fixFirst } from '@/shared/form/core/fixFirst'
import { uploading } from '@/shared/form/core/uploading'
import { useForm } from '@/shared/form/core/useForm'
import { t } from '@/shared/i18n'
import { toast, toastError, UNDO_MS } from '@/shared/ui/toast'
import { drafts, type Draft } from '@/shared/util/drafts'
import { useChoices } from './useChoices'

/** `begun`: what another page has begun the request with; it stands in the history, so a reload keeps it. */
export interface StartSource { process: ProcessDetail; draft: Instance | null; begun: Values }

/** What the page needs before it can draw: the process with its form, and the draft that is being continued. */
export const useStartSource = (process: Ref<string>, draft: Ref<string>) =>
  useQuery({
    queryKey: computed(() => ['start', process.value, draft.value]),
    queryFn: async (): Promise<StartSource> => {
      const [detail, instance] = await Promise.all([api.process(process.value), draft.value ? api.instance(draft.value) : null])
      return { process: detail, draft: instance, begun: (window.history.state as { begun?: Values } | null)?.begun ?? {} }
    },
    // A refetch would pull the form away from under the typing hand.
    staleTime: Infinity,
    gcTime: 0,
  })

/** `askChoice` brings the people to be chosen into view. */
export function useStart(source: StartSource, sent: (instance: Instance) => void, askChoice: () => void = () => {}) {
  const { data: me } = useMe()
  const code = source.process.code
  const definition = computed<FormDefinition>(() => source.draft?.form_definition ?? source.process.form)
  const saved = shallowRef<Instance | null>(source.draft)
  const form = useForm({
    definition,
    initial: source.draft?.data ?? source.begun,
    access: source.draft?.access,
    context: source.draft ? { instance: source.draft.id } : { process: code },
  })
  void form.evaluate()

  const preview = shallowRef<Preview | null>(null)
  const { choices, missing, choose } = useChoices(preview, source.draft?.choices)
  const chooses = JSON.stringify(source.process.definition).includes('"applicant_choice"')
  const previewing = ref(false)
  let control: AbortController | null = null
  let previewTimer: number | undefined
  async function look(): Promise<void> {
    control?.abort()
    const mine = (control = new AbortController())
    previewing.value = true
    try {
      preview.value = await api.preview(code, form.values.value, choices.value, mine.signal)
    } catch {
      // A preview is a courtesy: without it the form still works.
      if (mine === control && !mine.signal.aborted) preview.value = null
    } finally {
      if (mine === control) previewing.value = false
    }
  }
  // Values change when people type and when the server computes: both may change who is asked.
  watch([form.values, choices], () => {
    window.clearTimeout(previewTimer)
    previewTimer = window.setTimeout(() => void look(), 500)
  }, { immediate: true })

  // The local draft: per person and process, offered again when the page comes back.
  const key = computed(() => `${me.value?.username ?? ''}/${code}`)
  const found = shallowRef<Draft | null>(null)
  let asked = false
  watch(key, async (now) => {
    if (!me.value || source.draft || asked) return
    asked = true
    const draft = await drafts.read(now)
    if (draft && !form.dirty.value && Object.values(draft.values).some((value) => value !== null && value !== '' && !(Array.isArray(value) && !value.length))) found.value = draft
  }, { immediate: true })
  let last: unknown = null
  function keep(): void {
    if (!form.dirty.value || source.draft || last === form.values.value || found.value) return
    last = form.values.value
    void drafts.write(key.value, form.values.value)
  }
  const keeper = window.setInterval(keep, 2_000)
  const forget = drafts.keepBy(keep)
  function continueDraft(): void {
    if (!found.value) return
    form.setAll({ ...form.values.value, ...found.value.values })
    form.dirty.value = true
    found.value = null
  }
  function dropDraft(): void {
    const dropped = found.value
    if (!dropped) return
    found.value = null
    void drafts.remove(key.value)
    toast(t('start.draftDropped'), 'info', {
      label: t('action.undo'),
      run: () => {
        // Offered again; what has been typed meanwhile is kept once that is answered.
        found.value = dropped
        void drafts.write(key.value, dropped.values)
      },
    }, UNDO_MS)
  }

  const busy = ref(false)
  /** One key per filled-in form: pressing twice, or again after a broken line, sends once. */
  let sendKey = crypto.randomUUID()
  watch([form.values, choices], () => (sendKey = crypto.randomUUID()))

  async function save(): Promise<Instance | null> {
    if (busy.value) return null
    if (uploading.value) {
      toast(t('file.wait'), 'info')
      return null
    }
    busy.value = true
    try {
      const answer = saved.value ? await api.saveDraft(saved.value.id, form.values.value, choices.value, saved.value.revision) : await api.start(code, form.values.value, choices.value, false)
      saved.value = answer
      form.dirty.value = false
      void drafts.remove(key.value)
      toast(t('start.saved'))
      void refreshWork(answer.id)
      return answer
    } catch (error) {
      toastError(error)
      return null
    } finally {
      busy.value = false
    }
  }
  async function submit(showErrors: () => void): Promise<void> {
    if (busy.value) return
    if (uploading.value) {
      toast(t('file.wait'), 'info')
      return
    }
    busy.value = true
    try {
      if (!(await form.validate())) {
        fixFirst(form)
        showErrors()
        return
      }
      // Who may be chosen depends on the values as they are now, not as they were half a second ago.
      if (chooses) await look()
      if (missing.value.length) {
        toast(t('preview.chooseFirst', { names: missing.value.join(t('list.separator')) }), 'bad')
        askChoice()
        return
      }
      const mine = sendKey
      const id = saved.value?.id
      if (id) {
        const command = saved.value?.actions.some((action) => action.command === 'resubmit') ? 'resubmit' : 'submit'
        await api.instanceCommand(id, command, { data: form.values.value, choices: choices.value }, saved.value?.revision, mine)
        queryClient.removeQueries({ queryKey: keys.instance(id) })
        form.dirty.value = false
        sent(await api.instance(id))
      } else {
        const answer = await api.start(code, form.values.value, choices.value, true, mine)
        form.dirty.value = false
        sent(answer)
      }
      void drafts.remove(key.value)
      toast(t('start.sent'))
      void refreshWork()
    } catch (error) {
      if (isProblem(error) && error.fields.length) {
        form.refuse(error.fields)
        fixFirst(form, error.detail || error.title)
        showErrors()
      } else toastError(error)
    } finally {
      busy.value = false
    }
  }
  onScopeDispose(() => {
    window.clearInterval(keeper)
    forget()
    window.clearTimeout(previewTimer)
    control?.abort()
  })
  return { form, preview, previewing, choices, choose, missing, found, continueDraft, dropDraft, busy, save, submit, saved, definition }
}
