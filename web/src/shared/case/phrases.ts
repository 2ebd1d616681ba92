/** What I said lately, to be said again with one tap: my own last opinions, the same on phone and desktop. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api/endpoints'

const DECISIONS: Record<string, string[]> = { approve: ['approved'], complete: ['completed'], reject: ['rejected', 'returned'], return: ['returned', 'rejected'] }
const SHOWN = 4
const LONGEST = 60

export function usePhrases(command: Ref<string>) {
  const { data } = useQuery({ queryKey: ['tasks', 'phrases'], queryFn: () => api.tasks({ state: 'done', limit: 60 }), staleTime: 60_000 })
  return computed(() => {
    const wanted = DECISIONS[command.value]
    const said = (data.value?.items ?? [])
      .filter((task) => !wanted || wanted.includes(task.decision))
      .map((task) => task.opinion?.text.trim() ?? '')
      // What names somebody was said of that one case.
      .filter((text) => text && text.length <= LONGEST && !text.includes('@') && !text.includes('\n'))
    return [...new Set(said)].slice(0, SHOWN)
  })
}
