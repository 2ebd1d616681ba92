/** What is kept in this browser of how a ledger is looked at: per form, and per saved view while it is changed. */
import { computed, ref, watch, type Ref } from 'vue'
import { plainLayout, type Layout } from '@/shared/grid/columns'
import { SYSTEM } from '@/shared/ledger/systemFields'

export const firstLayout = (): Layout => ({ ...plainLayout(), hidden: [...SYSTEM] })

/** `read` makes something sound of whatever was kept. */
export function useKept<T>(name: Ref<string>, read: (raw: unknown) => T) {
  const kept = ref(null) as Ref<T | null>
  function stored(key: string): T | null {
    try {
      const text = localStorage.getItem(key)
      return text === null ? null : read(JSON.parse(text))
    } catch {
      return null
    }
  }
  watch(name, (next) => (kept.value = stored(next)), { immediate: true, flush: 'sync' })
  function keep(next: T | null): void {
    kept.value = next
    try {
      if (next === null) localStorage.removeItem(name.value)
      else localStorage.setItem(name.value, JSON.stringify(next))
    } catch {
      // A private window may refuse storage; what is chosen then lasts for this page.
    }
  }
  return { kept: computed(() => kept.value), keep }
}
