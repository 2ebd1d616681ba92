/**
 * A long list by blocks: the first page at once, the anchors beside it, every other block when it comes into
 * view. About forty blocks stay in memory; what was changed elsewhere is fetched again before it is replaced.
 */
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, shallowRef, triggerRef, watch, type Ref } from 'vue'

export interface BlockPage<Row> { items: Row[]; next_cursor: string | null; total: number | null }
export interface Anchors { count: number; every: number; cursors: string[] }
export interface BlockSource<Row> {
  key: Ref<readonly unknown[]>
  enabled: Ref<boolean>
  page: (cursor: string, limit: number) => Promise<BlockPage<Row>>
  anchors: (every: number) => Promise<Anchors>
}
export const SIZE = 200
const KEEP = 40
const AT_ONCE = 3
const AHEAD = 60

export function useBlocks<Row extends { id: number | string }>(source: BlockSource<Row>) {
  const head = useQuery({ queryKey: computed(() => [...source.key.value, 'head']), queryFn: () => source.page('', SIZE), enabled: source.enabled })
  const anchors = useQuery({
    queryKey: computed(() => [...source.key.value, 'anchors']),
    queryFn: () => source.anchors(SIZE),
    enabled: computed(() => source.enabled.value && Boolean(head.data.value?.next_cursor)),
  })
  const size = computed(() => anchors.data.value?.every ?? SIZE)
  const count = computed(() => {
    const first = head.data.value
    if (!first) return 0
    return first.next_cursor ? (anchors.data.value?.count ?? first.total ?? first.items.length) : first.items.length
  })
  const blocks = shallowRef(new Map<number, Row[]>())
  const stale = new Set<number>()
  const running = new Set<number>()
  let seen = { from: 0, to: 0 }
  let reading = 0
  let pause: number | undefined

  const forget = () => {
    reading += 1
    running.clear()
    stale.clear()
    blocks.value = new Map()
  }
  watch(source.key, forget)
  watch(size, forget)
  watch([() => head.dataUpdatedAt.value, size], () => {
    const first = head.data.value
    if (!first) return
    reading += 1
    running.clear()
    blocks.value.forEach((_, block) => stale.add(block))
    if (size.value === SIZE) put(0, first.items as Row[])
    pump()
  }, { immediate: true })
  watch(() => anchors.dataUpdatedAt.value, () => pump())
  onScopeDispose(() => window.clearTimeout(pause))

  function put(block: number, rows: Row[]): void {
    stale.delete(block)
    blocks.value.set(block, rows)
    const middle = (seen.from + seen.to) / 2 / size.value
    while (blocks.value.size > KEEP) blocks.value.delete([...blocks.value.keys()].sort((one, two) => Math.abs(two - middle) - Math.abs(one - middle))[0])
    triggerRef(blocks)
  }
  function cursorOf(block: number): string | undefined {
    if (block === 0) return ''
    return anchors.data.value?.cursors[block - 1] ?? (block === 1 && size.value === SIZE ? (head.data.value?.next_cursor ?? undefined) : undefined)
  }
  async function load(block: number): Promise<Row[] | undefined> {
    const mine = reading
    let cursor: string | null | undefined = cursorOf(block)
    if (cursor === undefined) return undefined
    running.add(block)
    try {
      const rows: Row[] = []
      while (cursor !== null && rows.length < size.value) {
        const page: BlockPage<Row> = await source.page(cursor, SIZE)
        if (mine !== reading) return undefined
        rows.push(...page.items)
        cursor = page.next_cursor
      }
      const kept = rows.slice(0, size.value)
      put(block, kept)
      return kept
    } catch {
      // The line is broken or the server busy: what is in view is asked for again.
      if (mine === reading) pause = window.setTimeout(pump, 1_500)
      return undefined
    } finally {
      if (mine === reading) {
        running.delete(block)
        if (blocks.value.has(block)) pump()
      }
    }
  }
  /** Only what is in view now is fetched, a few blocks at a time: a dragged scroll bar leaves no queue behind. */
  function pump(): void {
    const last = Math.floor(Math.max(0, Math.min(count.value - 1, seen.to + AHEAD)) / size.value)
    for (let block = Math.floor(Math.max(0, seen.from - AHEAD) / size.value); block <= last; block += 1) {
      if (running.size >= AT_ONCE) return
      if (!running.has(block) && (!blocks.value.has(block) || stale.has(block))) void load(block)
    }
  }
  function look(from: number, to: number): void {
    seen = { from, to }
    pump()
  }
  const at = (index: number): Row | undefined => blocks.value.get(Math.floor(index / size.value))?.[index % size.value]
  function indexOf(id: Row['id']): number {
    for (const [block, rows] of blocks.value) {
      const index = rows.findIndex((one) => one.id === id)
      if (index >= 0) return block * size.value + index
    }
    return -1
  }
  /** Rows as they are now, where they stand: a changed row keeps its place until the list is asked for again. */
  function replace(changed: Row[]): void {
    const now = new Map(changed.map((row) => [row.id, row]))
    blocks.value.forEach((rows, block) => {
      if (rows.some((row) => now.has(row.id))) blocks.value.set(block, rows.map((row) => now.get(row.id) ?? row))
    })
    triggerRef(blocks)
  }
  const find = (id: Row['id']): Row | undefined => at(indexOf(id))
  /** All rows of a stretch, fetched where they are missing; at most as many as stay in memory. */
  async function rows(from: number, to: number): Promise<Row[]> {
    const found: Row[] = []
    for (let block = Math.floor(from / size.value); block <= Math.floor(to / size.value); block += 1) {
      const part = blocks.value.get(block) ?? (await load(block)) ?? []
      found.push(...part.filter((_, index) => block * size.value + index >= from && block * size.value + index <= to))
    }
    return found
  }
  return { head, count, at, find, look, indexOf, replace, rows, most: (KEEP * SIZE) / 2, pending: head.isPending, error: head.error }
}
