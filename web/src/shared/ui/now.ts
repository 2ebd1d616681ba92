/** One clock for all relative times, ticking each half minute. */
import { ref, type Ref } from 'vue'

const now = ref(Date.now())
let ticking = false
export function useNow(): Ref<number> {
  if (!ticking) {
    ticking = true
    window.setInterval(() => (now.value = Date.now()), 30_000)
  }
  return now
}
