/** A ledger as it is looked at: what the address says (sort, filter, search, group), its columns, blocks and totals. */
import { useQuery } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { Field, FormDefinition, LedgerRecord } from '@/shared/api/types'
import { remember, remembered } from '@/shared/form/core/labels'
import { coreOf, isNumeric, looksLike, textOf } from '@/shared/form/core/registry'
import { arranged, visible, type GridColumn, type Layout } from '@/shared/grid/columns'
import { filterToFeel, kindOf, readFilter, rowsOf, writeFilter, type Filter } from '@/shared/grid/filter'
import { useBlocks } from '@/shared/grid/useBlocks'
import { inPlace } from '@/shared/ledger/cellText'
import { systemFields, valueOf } from '@/shared/ledger/systemFields'
import { useNames } from '@/shared/ledger/useNames'

const WIDTHS: Record<string, number> = { longtext: 260, text: 180, link: 190, datetime: 160, date: 120, boolean: 90, money: 140, number: 120, attachment: 180, serial: 160 }

export function useLedger(form: Ref<string>, definition: Ref<FormDefinition | undefined>, fields: Ref<Map<string, Field>>, layout: Ref<Layout>, mayEdit: Ref<boolean>) {
  const route = useRoute()
  const router = useRouter()
  const one = (name: string) => computed(() => String(route.query[name] ?? ''))
  const sort = one('sort')
  const q = one('q')
  const group = one('group')
  const filterText = one('filter')
  const filter = computed(() => readFilter(filterText.value))
  const feel = computed(() => filterToFeel(filter.value, fields.value))

  function change(next: Record<string, string>): void {
    const query: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...next })) if (typeof value === 'string' && value) query[name] = value
    // A view's own address opens what it keeps: from here on it is no longer only that.
    if (query.view && query.view !== 'all') query.edited = '1'
    void router.replace({ query })
  }
  const setFilter = (next: Filter) => change({ filter: writeFilter(next) })
  const sortBy = (code: string, sign: '' | '-' | null) => change({ sort: sign === null ? '' : `${sign}${code}` })

  // Line items are not part of a list's page; the record itself shows them.
  const ordered = computed<Field[]>(() => {
    const all = definition.value?.fields ?? []
    const first = (definition.value?.columns ?? []).flatMap((code) => all.find((field) => field.code === code) ?? [])
    const rest = all.filter((field) => !first.includes(field))
    return [...first, ...rest, ...(definition.value ? systemFields(definition.value) : [])].filter((field) => field.type !== 'subtable')
  })
  const nameOf = useNames()
  const text = (field: Field, record: LedgerRecord): string => {
    const value = valueOf(record, field.code)
    return textOf(field, value, record.display?.[field.code] ?? nameOf(field, value))
  }
  const all = computed(() =>
    arranged<GridColumn<LedgerRecord>>(ordered.value.map((field) => {
      const core = coreOf(looksLike(field))
      return {
        code: field.code, label: field.label, width: WIDTHS[looksLike(field)] ?? 150, numeric: isNumeric(field), sortable: Boolean(core.sortable), filterable: core.filter !== 'none', groupable: Boolean(core.groupable), editable: mayEdit.value && inPlace(field) && definition.value?.fields.includes(field), text: (row) => text(field, row),
      }
    }), layout.value),
  )
  const columns = computed(() => visible(all.value, layout.value))

  const key = computed(() => [...keys.records(form.value), sort.value, q.value, feel.value])
  const enabled = computed(() => Boolean(definition.value))
  const asked = () => ({ sort: sort.value, q: q.value, filter: feel.value })
  const blocks = useBlocks<LedgerRecord>({
    key, enabled,
    page: (cursor, limit) => api.records(form.value, { ...asked(), limit, cursor }),
    anchors: (every) => api.anchors(form.value, { ...asked(), every }),
  })
  const summed = computed(() => ordered.value.filter((field) => coreOf(looksLike(field)).summable).map((field) => field.code))
  const totals = useQuery({
    queryKey: computed(() => [...keys.records(form.value), 'totals', feel.value, q.value, group.value]),
    queryFn: () => api.aggregate(form.value, { group: group.value, sum: summed.value.join(','), filter: feel.value, q: q.value }),
    enabled,
  })
  const totalTexts = computed(() => Object.fromEntries(summed.value.flatMap((code) => {
    const field = fields.value.get(code)
    const value = totals.data.value?.totals[code]
    return field && value !== undefined && value !== null ? [[code, textOf(field, value)]] : []
  })))

  // A chip says the linked record's title, also after a reload.
  watch([filter, fields], () => {
    for (const row of rowsOf(filter.value)) {
      const field = fields.value.get(row.field)
      if (!field || kindOf(field) !== 'link' || row.value === null || remembered(field, row.value)) continue
      void api.record(String(field.settings?.form), Number(row.value)).then((record) => remember(field, row.value, record.title || record.number)).catch(() => undefined)
    }
  }, { immediate: true })
  return { fields, ordered, all, columns, sort, q, group, filter, filterText, feel, change, setFilter, sortBy, blocks, totals, totalTexts, summed, text, nameOf }
}
