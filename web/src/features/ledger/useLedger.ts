/** A ledger's view: what the address says (sort, filter, search, group), the pages, the totals. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { Field, FormDefinition, LedgerRecord } from '@/shared/api/types'
import { coreOf, isNumeric, looksLike, textOf } from '@/shared/form/core/registry'
import type { GridColumn } from '@/shared/grid/columns'
import { filterToFeel, readRows, writeRows, type FilterRow, type Joiner } from '@/shared/grid/filter'

const PAGE = 200
const WIDTHS: Record<string, number> = { longtext: 260, text: 180, link: 190, datetime: 160, date: 120, boolean: 90, money: 140, number: 120, subtable: 90, attachment: 180, serial: 160 }

export function useLedger(form: Ref<string>, definition: Ref<FormDefinition | undefined>, widths: Ref<Record<string, number>>) {
  const route = useRoute()
  const router = useRouter()
  const fields = computed(() => new Map((definition.value?.fields ?? []).map((field) => [field.code, field])))
  const one = (name: string) => computed(() => String(route.query[name] ?? ''))
  const sort = one('sort')
  const q = one('q')
  const group = one('group')
  const filter = computed(() => readRows(route.query.filter))
  const feel = computed(() => filterToFeel(filter.value.rows, filter.value.joiner, fields.value))

  function change(next: Record<string, string>): void {
    const query: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...next })) if (typeof value === 'string' && value) query[name] = value
    void router.replace({ query })
  }
  const setFilter = (rows: FilterRow[], joiner: Joiner) => change({ filter: writeRows(rows, joiner) })
  function sortBy(code: string): void {
    change({ sort: sort.value === code ? `-${code}` : sort.value === `-${code}` ? '' : code })
  }

  const ordered = computed<Field[]>(() => {
    const all = definition.value?.fields ?? []
    const first = (definition.value?.columns ?? []).flatMap((code) => fields.value.get(code) ?? [])
    // Line items are not part of a list's page; the record itself shows them.
    return [...first, ...all.filter((field) => !first.includes(field))].filter((field) => field.type !== 'subtable')
  })
  const columns = computed<GridColumn<LedgerRecord>[]>(() =>
    ordered.value.map((field) => ({
      code: field.code,
      label: field.label,
      width: widths.value[field.code] ?? WIDTHS[looksLike(field)] ?? 150,
      numeric: isNumeric(field),
      sortable: Boolean(coreOf(looksLike(field)).sortable),
      text: (row) => textOf(field, row.values[field.code], row.display?.[field.code]),
    })),
  )
  const enabled = computed(() => Boolean(definition.value))
  const pages = useInfiniteQuery({
    queryKey: computed(() => [...keys.records(form.value), sort.value, q.value, feel.value]),
    queryFn: ({ pageParam, signal }) => api.records(form.value, { limit: PAGE, sort: sort.value, q: q.value, filter: feel.value, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled,
  })
  const rows = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? [])
  const summed = computed(() => ordered.value.filter((field) => coreOf(looksLike(field)).summable).map((field) => field.code))
  const totals = useQuery({
    queryKey: computed(() => [...keys.records(form.value), 'totals', feel.value, group.value]),
    queryFn: () => api.aggregate(form.value, { group: group.value, sum: summed.value.join(','), filter: feel.value }),
    enabled,
  })
  const totalTexts = computed(() => {
    const found: Record<string, string> = {}
    // The server sums over the filter; a search narrows further, and a wrong sum is worse than none.
    if (q.value) return found
    for (const code of summed.value) {
      const field = fields.value.get(code)
      const value = totals.data.value?.totals[code]
      if (field && value !== undefined && value !== null) found[code] = textOf(field, value)
    }
    return found
  })
  return { fields, ordered, columns, sort, q, group, filter, feel, change, setFilter, sortBy, pages, rows, totals, totalTexts, summed }
}
