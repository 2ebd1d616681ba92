/** A piece of a page's state that lives in its address: it survives a reload and can be sent as a link. */
import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Several changes in one breath are one change of the address. */
let pending: Record<string, string | undefined> | null = null

export function useQueryRef<T extends string = string>(name: string, initial: T = '' as T): Ref<T> {
  const route = useRoute()
  const router = useRouter()
  const here = route.path
  const read = () => (typeof route.query[name] === 'string' ? (route.query[name] as T) : initial)
  const value = ref(read()) as Ref<T>
  watch(value, (next) => {
    if (route.path !== here || next === read()) return
    const first = pending === null
    pending = { ...pending, [name]: next === initial ? undefined : next }
    if (!first) return
    void Promise.resolve().then(() => {
      const changes = pending ?? {}
      pending = null
      void router.replace({ query: { ...route.query, ...changes }, hash: route.hash })
    })
  })
  watch(() => route.query[name], () => {
    if (route.path === here) value.value = read()
  })
  return value
}
