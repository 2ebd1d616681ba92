/** How a ledger is laid out, kept in this browser: per form, and per saved view while it is changed. */
import { computed, ref, watch, type Ref } from 'vue'
import { plainLayout, readLayout, type Layout } from '@/shared/grid/columns'
import { SYSTEM } from './systemFields'

export const firstLayout = (): Layout => ({ ...plainLayout(), hidden: [...SYSTEM] })

function read(name: string): Layout | null {
  try {
    const text = localStorage.getItem(name)
    return text === null ? null : readLayout(JSON.parse(text))
  } catch {
    return null
  }
}
export function useLayout(name: Ref<string>) {
  const kept = ref<Layout | null>(null)
  watch(name, (next) => (kept.value = read(next)), { immediate: true, flush: 'sync' })
  function keep(next: Layout | null): void {
    kept.value = next
    try {
      if (next) localStorage.setItem(name.value, JSON.stringify(next))
      else localStorage.removeItem(name.value)
    } catch {
      // A private window may refuse storage; the layout then lasts for this page.
    }
  }
  return { kept: computed(() => kept.value), keep }
}
