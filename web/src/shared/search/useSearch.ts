/** One search box for both ends: our own places and actions at once, everything else by one debounced question. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { api } from '@/shared/api/endpoints'
import { useMe } from '@/shared/api/queries'
import type { SearchHit } from '@/shared/api/types'
import { t, type MessageKey } from '@/shared/i18n'
import places from './places.json'
import { spelt } from './pinyin'

interface Place { label: string; to?: string; act?: string; pinyin: string; phone?: boolean; desktop?: boolean; admin?: boolean }
export type Kind = SearchHit['kind'] | 'page' | 'action'
export interface Found { kind: Kind; key: string; title: string; hint: string; code: string; to?: string; act?: string }
export interface Group { kind: Kind; label: string; items: Found[] }

const ORDER: Kind[] = ['start', 'case', 'record', 'ledger', 'person', 'page', 'action', 'form', 'process']
const WAIT = 180

export function addressOf(hit: SearchHit): string {
  const code = encodeURIComponent(hit.code)
  switch (hit.kind) {
    case 'start':
      return `/start/${code}`
    case 'case':
      return `/cases/${encodeURIComponent(hit.id)}`
    case 'ledger':
      return `/ledgers/${code}`
    case 'record':
      return `/ledgers/${code}?record=${encodeURIComponent(hit.id)}`
    case 'person':
      return `/people?q=${encodeURIComponent(hit.title)}`
    case 'form':
      return `/admin/forms/${code}`
    default:
      return `/admin/processes/${code}`
  }
}

export function useSearch(q: Ref<string>, phone: boolean) {
  const { data: me } = useMe()
  const asked = ref(q.value.trim())
  let timer: number | undefined
  watch(q, (text) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (asked.value = text.trim()), WAIT)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: computed(() => ['search', asked.value]),
    queryFn: ({ signal }) => api.search(asked.value, signal),
    enabled: computed(() => asked.value !== ''),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const ours = computed<Found[]>(() => {
    const wanted = q.value.trim().toLowerCase()
    return (places as Place[]).flatMap((place) => {
      if ((place.admin && !me.value?.administrator) || (phone ? !place.phone : place.desktop === false)) return []
      const title = t(place.label as MessageKey)
      if (wanted && !title.toLowerCase().includes(wanted) && !spelt(wanted, place.pinyin.split(' '))) return []
      return [{ kind: place.act ? ('action' as const) : ('page' as const), key: place.label, title, hint: '', code: '', to: place.to, act: place.act }]
    })
  })
  const groups = computed<Group[]>(() => {
    const hits = q.value.trim() && asked.value ? (data.value?.items ?? []) : []
    const theirs = hits
      .filter((hit) => !phone || (hit.kind !== 'form' && hit.kind !== 'process'))
      .map((hit): Found => ({ kind: hit.kind, key: `${hit.kind}/${hit.code}/${hit.id}`, title: hit.title, hint: hit.hint, code: hit.code, to: phone && hit.kind === 'person' ? undefined : addressOf(hit) }))
    const all = [...theirs, ...ours.value]
    return ORDER.flatMap((kind) => {
      const items = all.filter((item) => item.kind === kind)
      return items.length ? [{ kind, label: t(`search.kind.${kind}` as MessageKey), items }] : []
    })
  })
  /** The answer on the screen is not yet the one to what stands in the box. */
  const pending = computed(() => q.value.trim() !== asked.value || isFetching.value)
  return { groups, pending, error, refetch }
}
