/** The Back key or gesture closes what is open before it leaves the page. */
import { nextTick, onBeforeUnmount, watch, type Ref } from 'vue'

const stack: symbol[] = []
/** Steps back that we made ourselves, because a sheet was closed by other means. */
let ours = 0
let returned: Promise<void> = Promise.resolve()
/** After closing a sheet: when its entry is gone from the history, and only then, another page may be opened. */
export const entryReturned = () => nextTick().then(() => returned)

export function useBackCloses(open: Ref<boolean>): void {
  const me = Symbol('sheet')
  function onPop(): void {
    if (ours > 0) return
    if (stack[stack.length - 1] !== me) return
    leave()
    open.value = false
  }
  function leave(): void {
    const at = stack.indexOf(me)
    if (at >= 0) stack.splice(at, 1)
    window.removeEventListener('popstate', onPop, true)
  }
  watch(open, (now) => {
    if (now) {
      stack.push(me)
      // The same address again: Back then only takes away this entry.
      history.pushState({ ...(history.state as object | null), sheet: true }, '')
      window.addEventListener('popstate', onPop, true)
    } else if (stack.includes(me)) {
      leave()
      ours += 1
      returned = new Promise((resolve) => {
        window.addEventListener('popstate', () => {
          ours -= 1
          resolve()
        }, { once: true })
      })
      history.back()
    }
  })
  onBeforeUnmount(leave)
}
