/** People and departments out of a list: the file is understood, then brought in; the passwords of those who are new. */
import { computed, ref } from 'vue'
import { address, errorText } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import { keys, queryClient } from '@/shared/api/queries'
import type { PeopleImported, PeopleImportLook } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { confirm } from '@/shared/ui/confirm'

export function usePeopleImport() {
  const step = ref(0)
  const file = ref('')
  const look = ref<PeopleImportLook | null>(null)
  const done = ref<PeopleImported | null>(null)
  const busy = ref(false)
  const problem = ref('')
  /** Whether the new passwords were copied or kept as a file. */
  const kept = ref(false)
  const template = address('/people-imports/template')
  const changes = computed(() => (look.value ? look.value.created + look.value.changed + look.value.departments.length : 0))
  const ready = computed(() => !busy.value && changes.value > 0 && !look.value?.faulty)

  async function trying(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = ''
    try {
      await act()
    } catch (error) {
      problem.value = errorText(error)
    } finally {
      busy.value = false
    }
  }
  const understand = (id: string) => trying(async () => {
    file.value = id
    look.value = await api.lookAtPeople(id)
    step.value = 1
  })
  const bring = () => trying(async () => {
    done.value = await api.importPeople(file.value)
    step.value = 2
    await Promise.all([keys.users, keys.departments, keys.roles, keys.setup].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
  })
  /** Passwords that nobody has copied are gone when this is left: that is asked once. */
  async function mayLeave(): Promise<boolean> {
    const lost = done.value?.created.length && !kept.value
    return !lost || (await confirm({ title: t('people.importLostTitle'), text: t('people.importLostText'), yes: t('people.importLostYes'), danger: true })) !== null
  }
  return { step, look, done, busy, problem, ready, kept, template, understand, bring, mayLeave }
}
