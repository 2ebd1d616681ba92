/** Whom I let act for me: the list, a new one, and an end that can be taken back. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { api, substitutionPath } from '@/shared/api/endpoints'
import { queryClient, useMe, useProcesses, useUsers } from '@/shared/api/queries'
import type { Substitution } from '@/shared/api/types'
import { removeLater } from '@/shared/held/removals'
import { t } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'

const KEY = ['substitutions']

export function useSubstitutions() {
  const list = useQuery({ queryKey: KEY, queryFn: api.substitutions })
  const { data: me } = useMe()
  const { data: users } = useUsers()
  const { data: processes } = useProcesses()
  const nameOf = (username: string) => users.value?.find((person) => person.username === username)?.name ?? username
  const processName = (code: string | null) => (code ? (processes.value?.find((process) => process.code === code)?.name ?? code) : t('cases.allProcesses'))
  const adding = ref(false)
  const busy = ref(false)
  const substitute = ref<string[]>([])
  const starts = ref<string | null>(null)
  const ends = ref<string | null>(null)
  const process = ref('')
  const complete = computed(() => substitute.value.length === 1 && substitute.value[0] !== me.value?.username && Boolean(starts.value && ends.value))

  async function add(): Promise<void> {
    if (!complete.value || busy.value) return
    busy.value = true
    try {
      await api.addSubstitution({ substitute: substitute.value[0], starts: starts.value!, ends: ends.value!, process: process.value || null })
      adding.value = false
      substitute.value = []
      toast(t('substitution.added'))
      await queryClient.invalidateQueries({ queryKey: KEY })
    } catch (problem) {
      toastError(problem)
    } finally {
      busy.value = false
    }
  }
  const remove = (one: Substitution) => removeLater({ path: substitutionPath(one.id), list: KEY, id: one.id, title: t('substitution.of', { name: nameOf(one.substitute) }) })
  return { list, processes, nameOf, processName, adding, busy, substitute, starts, ends, process, complete, add, remove }
}
