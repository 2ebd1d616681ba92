/** Pages that are not among the first bring the words that only they say; fetched beside the page's own code. */
import type { Router } from 'vue-router'
import { allWords } from '.'

declare module 'vue-router' {
  interface RouteMeta {
    /** One of the pages whose words are always there (see `later.ts`). */
    first?: true
  }
}

export function bringWords(router: Router): void {
  router.beforeEach((to) => {
    // Awaited below; a failure is that page's.
    if (!to.meta.first) allWords().catch(() => undefined)
  })
  router.beforeResolve(async (to) => {
    if (!to.meta.first) await allWords()
  })
}
