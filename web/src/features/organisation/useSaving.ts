/** What the drawers of the organisation share: errors at their fields, nothing shown before the server has it. */
import { nextTick, ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { keys, queryClient } from '@/shared/api/queries'
import { t } from '@/shared/i18n'
import { confirm } from '@/shared/ui/confirm'
import { toastError } from '@/shared/ui/toast'

const refetch = () => Promise.all([keys.users, keys.departments, keys.roles, keys.me].map((queryKey) => queryClient.invalidateQueries({ queryKey })))

/** `form` is the id of the form element, `values` what is in it, `fields` those that can show an error. */
export function useSaving<Field extends string>(form: string, fields: readonly Field[], values: () => unknown) {
  const errors = ref<Partial<Record<Field, string>>>({})
  const busy = ref(false)
  const before = JSON.stringify(values())

  async function refuse(found: Partial<Record<Field, string>>): Promise<void> {
    errors.value = found as typeof errors.value
    await nextTick()
    document.getElementById(form)?.querySelector<HTMLElement>('[aria-invalid="true"], .wrong input')?.focus()
  }
  /** True when the server took it; every list is then asked for anew. */
  async function save(write: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    errors.value = {}
    try {
      await write()
      await refetch()
      return true
    } catch (problem) {
      const told = isProblem(problem, 422) ? problem.fields.filter((one) => (fields as readonly string[]).includes(one.field)) : []
      if (told.length) await refuse(Object.fromEntries(told.map((one) => [one.field, one.message])) as Partial<Record<Field, string>>)
      else toastError(problem)
      return false
    } finally {
      busy.value = false
    }
  }
  /** Whether the drawer may close: not while saving, and not over unsaved words without a question. */
  async function mayClose(): Promise<boolean> {
    if (busy.value) return false
    if (JSON.stringify(values()) === before) return true
    return (await confirm({ title: t('people.discardTitle'), yes: t('start.discard'), danger: true })) !== null
  }
  return { errors, busy, save, refuse, mayClose }
}
