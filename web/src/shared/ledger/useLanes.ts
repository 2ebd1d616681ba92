/** A board's records: counted by column in one question, fetched a page at a time for the columns in view. */
import { useQuery } from '@tanstack/vue-query'
import { computed, reactive, watch, type Ref } from 'vue'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { Field, LedgerRecord } from '@/shared/api/types'
import { keyOfValue, laneFeel, lanesOf, type LaneHead, type Words } from './lanes'
import { valueOf } from './systemFields'
import type { Rows } from './useEdits'

export interface Asked { form: string; feel: string; sort: string; q: string }
interface Pages { items: LedgerRecord[]; next: string | null; busy: boolean; failed: unknown }
const PAGE = 20
const MOST_AGAIN = 200

export function useLanes(asked: Ref<Asked>, field: Ref<Field>, sum: Ref<string>, words: () => Words) {
  const question = computed(() => [asked.value.form, field.value.code, asked.value.feel, asked.value.sort, asked.value.q].join('\n'))
  const heads = useQuery({
    queryKey: computed(() => [...keys.records(asked.value.form), 'lanes', field.value.code, sum.value, asked.value.feel, asked.value.q]),
    queryFn: () => api.aggregate(asked.value.form, { group: field.value.code, sum: sum.value, filter: asked.value.feel, q: asked.value.q }),
  })
  const lanes = computed<LaneHead[]>(() => (heads.data.value ? lanesOf(field.value, heads.data.value, sum.value, words()) : []))
  const pages = reactive(new Map<string, Pages>())
  let quiet = false

  async function fetch(lane: LaneHead, cursor: string, limit: number): Promise<void> {
    const mine = question.value
    const before = pages.get(lane.key)
    if (before?.busy) return
    pages.set(lane.key, { items: before?.items ?? [], next: before?.next ?? null, busy: true, failed: null })
    const answer = await api.records(asked.value.form, { filter: laneFeel(field.value, lane.value, asked.value.feel), sort: asked.value.sort, q: asked.value.q, cursor, limit }).catch((error: unknown) => error)
    if (mine !== question.value) return
    const kept = pages.get(lane.key)?.items ?? []
    if (!answer || typeof answer !== 'object' || !('items' in answer)) {
      pages.set(lane.key, { items: kept, next: before?.next ?? null, busy: false, failed: answer })
      return
    }
    const page = answer as Awaited<ReturnType<typeof api.records>>
    const fresh = cursor ? [...kept, ...page.items.filter((row) => !kept.some((one) => one.id === row.id))] : page.items
    pages.set(lane.key, { items: fresh, next: page.next_cursor, busy: false, failed: null })
  }
  /** A column comes into view. */
  function look(lane: LaneHead): void {
    if (!pages.has(lane.key) && lane.count) void fetch(lane, '', PAGE)
  }
  const more = (lane: LaneHead) => void fetch(lane, pages.get(lane.key)?.next ?? '', PAGE)
  const again = (lane: LaneHead) => void fetch(lane, '', PAGE)

  watch(question, () => pages.clear(), { flush: 'sync' })
  // What was changed elsewhere is fetched again; what one moved oneself stays where it was put.
  watch(() => heads.dataUpdatedAt.value, () => {
    if (quiet) quiet = false
    else for (const lane of lanes.value) if (pages.has(lane.key)) void fetch(lane, '', Math.min(MOST_AGAIN, Math.max(PAGE, pages.get(lane.key)!.items.length)))
  })

  function take(id: number): LedgerRecord | undefined {
    for (const [key, page] of pages) {
      const found = page.items.find((one) => one.id === id)
      if (!found) continue
      pages.set(key, { ...page, items: page.items.filter((one) => one.id !== id) })
      return found
    }
    return undefined
  }
  function put(record: LedgerRecord): void {
    const key = keyOfValue(valueOf(record, field.value.code))
    for (const [at, page] of pages) {
      const index = page.items.findIndex((one) => one.id === record.id)
      if (index < 0) continue
      if (at === key) {
        pages.set(at, { ...page, items: page.items.map((one) => (one.id === record.id ? record : one)) })
        return
      }
      pages.set(at, { ...page, items: page.items.filter((one) => one.id !== record.id) })
    }
    const page = pages.get(key) ?? { items: [], next: null, busy: false, failed: null }
    pages.set(key, { ...page, items: [record, ...page.items] })
  }
  const find = (id: number) => [...pages.values()].flatMap((page) => page.items).find((one) => one.id === id)
  const rows: Rows = { find, replace: (changed) => changed.forEach((record) => find(record.id) && put(record)) }
  /** Counts and sums after one's own change. */
  function recount(made: number): void {
    quiet = !made
    void heads.refetch()
  }
  return { heads, lanes, pages, look, more, again, put, take, rows, recount }
}
