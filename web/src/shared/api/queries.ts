/** Query keys and hooks: what is cached under which name, so that events can invalidate exactly that. */
import { QueryClient, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { isProblem } from './client'
import { decidedTasks } from './decided'
import { api } from './endpoints'
import type { Me } from './types'

export const keys = {
  me: ['me'] as const,
  notices: ['notices'] as const,
  tasks: (state: string) => ['tasks', state] as const,
  instances: (role: string) => ['instances', role] as const,
  instance: (id: string) => ['instance', id] as const,
  task: (id: string) => ['task', id] as const,
  forms: ['forms'] as const,
  form: (code: string) => ['form', code] as const,
  records: (code: string) => ['records', code] as const,
  processes: ['processes'] as const,
  process: (code: string) => ['process', code] as const,
  users: ['users'] as const,
  departments: ['departments'] as const,
  roles: ['roles'] as const,
  dashboards: ['dashboards'] as const,
  dashboard: (id: number) => ['dashboard', id] as const,
  incidents: ['incidents'] as const,
  templates: ['templates'] as const,
  setup: ['setup'] as const,
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // Offline is an error to be told, not a wait without end; and a LAN without the internet is not offline.
      networkMode: 'always',
      // A refusal will not change by asking again; a broken line may.
      retry: (count, error) => (isProblem(error) ? error.status >= 500 && count < 1 : count < 2),
    },
  },
})

const LONG = 5 * 60_000
/** Me and my counts, without the tasks that have just been decided. */
export function useMe() {
  const query = useQuery({ queryKey: keys.me, queryFn: api.me })
  const data = computed(() => query.data.value && lessDecided(query.data.value))
  return { ...query, data }
}
function lessDecided(me: Me): Me {
  const gone = decidedTasks.value.size
  return gone ? { ...me, counts: { ...me.counts, open_tasks: Math.max(0, me.counts.open_tasks - gone) } } : me
}
/** My tasks. What has just been decided is gone from the open ones at once, and back if the server refuses. */
export function useTasks(state: MaybeRefOrGetter<'open' | 'done'>) {
  const query = useQuery({
    queryKey: computed(() => keys.tasks(toValue(state))),
    queryFn: () => api.tasks({ state: toValue(state), limit: 100 }),
  })
  const data = computed(() => {
    const page = query.data.value
    if (!page || toValue(state) === 'done' || !decidedTasks.value.size) return page
    return { ...page, items: page.items.filter((task) => !decidedTasks.value.has(task.id)) }
  })
  return { ...query, data }
}
export const useInstance = (id: MaybeRefOrGetter<string | null | undefined>) =>
  useQuery({
    queryKey: computed(() => keys.instance(toValue(id) ?? '')),
    queryFn: () => api.instance(toValue(id) ?? ''),
    enabled: computed(() => Boolean(toValue(id))),
  })
export const useTask = (id: MaybeRefOrGetter<string | null | undefined>) =>
  useQuery({
    queryKey: computed(() => keys.task(toValue(id) ?? '')),
    queryFn: () => api.task(toValue(id) ?? ''),
    enabled: computed(() => Boolean(toValue(id))),
  })
export const useForms = () => useQuery({ queryKey: keys.forms, queryFn: api.forms, staleTime: LONG })
export const useForm = (code: MaybeRefOrGetter<string | undefined>) =>
  useQuery({
    queryKey: computed(() => keys.form(toValue(code) ?? '')),
    queryFn: () => api.form(toValue(code) ?? ''),
    enabled: computed(() => Boolean(toValue(code))),
    staleTime: 60_000,
  })
export const useProcesses = () => useQuery({ queryKey: keys.processes, queryFn: api.processes, staleTime: LONG })
export const useUsers = () => useQuery({ queryKey: keys.users, queryFn: () => api.users(), staleTime: LONG })
export const useDepartments = () => useQuery({ queryKey: keys.departments, queryFn: api.departments, staleTime: LONG })
export const useRoles = () => useQuery({ queryKey: keys.roles, queryFn: api.roles, staleTime: LONG })
export const useIncidents = () => useQuery({ queryKey: keys.incidents, queryFn: api.incidents })

/** After any decision or command: everything that shows cases, tasks or counts is asked for anew. */
export function refreshWork(instance?: string): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.me }),
    queryClient.invalidateQueries({ queryKey: keys.notices }),
    queryClient.invalidateQueries({ queryKey: ['tasks'] }),
    queryClient.invalidateQueries({ queryKey: ['task'] }),
    queryClient.invalidateQueries({ queryKey: ['instances'] }),
    queryClient.invalidateQueries({ queryKey: keys.incidents }),
    queryClient.invalidateQueries({ queryKey: instance ? keys.instance(instance) : ['instance'] }),
  ])
}
