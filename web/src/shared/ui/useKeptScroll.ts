/** Where a scroller stood is kept per address for this tab, and found again after a reload or on the way back. */
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'

const PATIENCE = 5_000

/** An address at its place in the history: going back and reloading come to the same one, opening it anew does not. */
export const placeKey = (of: string) => `${(history.state as { position?: number } | null)?.position ?? 0}/${of}`

function kept(key: string): number {
  try {
    return Number(sessionStorage.getItem(key) ?? 0)
  } catch {
    return 0
  }
}
function keep(key: string, top: number): void {
  try {
    if (top) sessionStorage.setItem(key, String(top))
    else sessionStorage.removeItem(key)
  } catch {
    // Refused or full: the page then opens at its top.
  }
}

/** `name` tells several scrollers of a page apart; `of` is what it shows, by default the address. */
export function useKeptScroll(scroller: Ref<HTMLElement | null | undefined>, name: string, of?: () => string): void {
  const route = useRoute()
  // Read with the route, because the history's state alone is not watched.
  const keyOf = () => {
    const here = route.fullPath
    return `scroll/${name}/${placeKey(of ? of() : here)}`
  }
  let key = keyOf()
  let wanted = 0
  let until = 0
  let watching: ResizeObserver | null = null

  function settle(): void {
    const element = scroller.value
    if (!element || !wanted) return
    element.scrollTop = wanted
    // The list may still be growing towards it.
    if (Math.abs(element.scrollTop - wanted) < 2 || Date.now() > until) stop()
  }
  function stop(): void {
    wanted = 0
    watching?.disconnect()
    watching = null
  }
  function seek(): void {
    stop()
    key = keyOf()
    wanted = kept(key)
    until = Date.now() + PATIENCE
    const element = scroller.value
    if (!element) return
    if (!wanted) {
      element.scrollTop = 0
      return
    }
    settle()
    if (!wanted) return
    watching = new ResizeObserver(settle)
    for (const child of element.children) watching.observe(child)
    const grown = new MutationObserver(() => {
      settle()
      if (wanted) for (const child of element.children) watching?.observe(child)
      else grown.disconnect()
    })
    grown.observe(element, { childList: true, subtree: true })
    window.setTimeout(() => {
      grown.disconnect()
      stop()
    }, PATIENCE)
  }
  function onScroll(): void {
    if (!wanted && scroller.value) keep(key, Math.round(scroller.value.scrollTop))
  }
  const byHand = () => stop()
  function hold(element: HTMLElement | null | undefined, before?: HTMLElement | null): void {
    before?.removeEventListener('scroll', onScroll)
    before?.removeEventListener('wheel', byHand)
    before?.removeEventListener('touchstart', byHand)
    element?.addEventListener('scroll', onScroll, { passive: true })
    element?.addEventListener('wheel', byHand, { passive: true })
    element?.addEventListener('touchstart', byHand, { passive: true })
    if (element) seek()
  }
  onMounted(() => hold(scroller.value))
  watch(scroller, (now, before) => now !== before && hold(now, before))
  watch(keyOf, seek, { flush: 'post' })
  onBeforeUnmount(() => {
    stop()
    hold(null, scroller.value)
  })
}
