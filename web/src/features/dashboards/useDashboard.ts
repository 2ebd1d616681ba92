/** A dashboard and every change of it: at once in the page, then at the server; who was slower sees what is there now. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import { keys, queryClient } from '@/shared/api/queries'
import type { Card, Dashboard, DashboardChange } from '@/shared/api/types'
import { errorsOf } from '@/shared/charts/errors'
import { t } from '@/shared/i18n'
import { toast, toastError, UNDO_MS } from '@/shared/ui/toast'

type Refused = (errors: Record<string, string>) => void

export function useDashboard(id: Ref<number>) {
  const key = computed(() => keys.dashboard(id.value))
  const { data, error, isPending, refetch } = useQuery({ queryKey: key, queryFn: () => api.dashboard(id.value) })
  const saving = ref(false)
  let line: Promise<unknown> = Promise.resolve()

  /** One after the other: each goes with the revision that the one before it made. */
  function change(body: DashboardChange, refused?: Refused): Promise<boolean> {
    const before = data.value
    if (before && body.cards) queryClient.setQueryData(key.value, { ...before, ...body } as Dashboard)
    const done = line.then(() => send(body, refused))
    line = done
    return done
  }
  async function send(body: DashboardChange, refused?: Refused): Promise<boolean> {
    saving.value = true
    try {
      const revision = queryClient.getQueryData<Dashboard>(key.value)?.revision ?? 0
      queryClient.setQueryData(key.value, await api.changeDashboard(id.value, body, revision))
      void queryClient.invalidateQueries({ queryKey: keys.dashboards })
      return true
    } catch (problem) {
      await refetch()
      if (refused && isProblem(problem) && problem.fields.length) refused(errorsOf(problem.fields))
      else toastError(problem)
      return false
    } finally {
      saving.value = false
    }
  }
  const cards = computed<Card[]>(() => data.value?.cards ?? [])
  const put = (card: Card, refused: Refused) => change({ cards: cards.value.some((one) => one.id === card.id) ? cards.value.map((one) => (one.id === card.id ? card : one)) : [...cards.value, card] }, refused)
  function move(card: Card, to: number): void {
    const rest = cards.value.filter((one) => one.id !== card.id)
    rest.splice(Math.max(0, Math.min(to, rest.length)), 0, card)
    if (rest.some((one, place) => one.id !== cards.value[place]?.id)) void change({ cards: rest })
  }
  async function take(card: Card, title: string): Promise<void> {
    const at = cards.value.findIndex((one) => one.id === card.id)
    if (!(await change({ cards: cards.value.filter((one) => one.id !== card.id) }))) return
    toast(t('dashboard.cardRemoved', { title }), 'ok', { label: t('action.undo'), run: () => void change({ cards: [...cards.value.slice(0, at), card, ...cards.value.slice(at)] }) }, UNDO_MS)
  }
  return { data, error, isPending, refetch, saving, cards, change, put, move, take }
}
