/** How far the list was scrolled: the same on coming back from a case, and after a reload. */
import { nextTick, onBeforeUnmount, watch, type Ref } from 'vue'

export function useListPlace(list: Ref<HTMLElement | undefined>, ready: () => boolean, key: () => string): void {
  let restored = false
  const name = () => `list:${key()}`
  function keep(): void {
    if (restored && list.value) sessionStorage.setItem(name(), String(Math.round(list.value.scrollTop)))
  }
  watch([list, ready], async ([element, filled]) => {
    if (!element || !filled || restored) return
    await nextTick()
    const kept = sessionStorage.getItem(name())
    element.scrollTop = Number(kept ?? 0)
    restored = true
    // Come by a link, with no place of one's own yet: to the task that it names.
    if (kept === null) element.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' })
    element.addEventListener('scroll', keep, { passive: true })
  }, { immediate: true, flush: 'post' })
  watch(key, () => (restored = false))
  onBeforeUnmount(() => list.value?.removeEventListener('scroll', keep))
}
