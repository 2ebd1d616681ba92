/** A card's answer: its form's fields, the figures within the period, and what stands in the way of them. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import { keys, useForm, useUsers } from '@/shared/api/queries'
import type { Card, ChartPoint } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { fieldsByCode } from '@/shared/ledger/systemFields'
import { titleOf } from './dimensions'
import { addressOf, feelOf } from './drill'
import { figuresOf } from './figures'

/** The period before one: what a figure is compared with. */
const BEFORE: Record<string, string> = { today: 'yesterday', thisWeek: 'lastWeek', thisMonth: 'lastMonth', thisYear: 'lastYear' }

export function useChart(card: Ref<Card>, period: Ref<string>) {
  const { data: form, error: formError, refetch: formAgain } = useForm(() => card.value.form)
  const { data: people } = useUsers()
  const definition = computed(() => form.value?.definition)
  const fields = computed(() => fieldsByCode(definition.value))
  const title = computed(() => titleOf(card.value, definition.value?.name ?? card.value.form, fields.value))
  const asked = (span: string) => {
    const { function: of, field, by, split, top } = card.value
    return { function: of, field, by, split, top, filter: feelOf(card.value, span, fields.value) }
  }
  const key = (span: string) => [...keys.records(card.value.form), 'chart', asked(span)]
  const ready = computed(() => Boolean(definition.value))
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({ queryKey: computed(() => key(period.value)), queryFn: ({ signal }) => api.chart(card.value.form, asked(period.value), signal), enabled: ready, placeholderData: keepPreviousData })
  const earlier = computed(() => (card.value.kind === 'number' && card.value.time ? BEFORE[period.value] : undefined))
  const before = useQuery({ queryKey: computed(() => key(earlier.value ?? '')), queryFn: ({ signal }) => api.chart(card.value.form, asked(earlier.value!), signal), enabled: computed(() => ready.value && Boolean(earlier.value)) })
  const figures = computed(() => (data.value ? figuresOf(card.value, data.value) : null))
  /** What is said instead of figures. */
  const barred = computed(() => {
    const failed = error.value ?? formError.value
    if (!failed || data.value) return ''
    if (isProblem(failed, 403) || isProblem(failed, 404)) return t('chart.forbidden')
    return isProblem(failed, 400) ? failed.detail || failed.message : ''
  })
  const open = (point?: ChartPoint) => (definition.value ? addressOf(card.value, period.value, fields.value, people.value ?? [], point) : null)
  return { fields, title, data, error: computed(() => error.value ?? formError.value), pending: computed(() => isPending.value || isPlaceholderData.value), figures, barred, earlier, before: before.data, open, again: () => void Promise.all([formAgain(), refetch()]) }
}
