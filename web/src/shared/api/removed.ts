/** Addresses of what has been deleted on this page while the server still has it. Lists leave it out. */
import { ref } from 'vue'

const removed = ref<ReadonlySet<string>>(new Set())
export const isRemoved = (path: string) => removed.value.has(path)
export const removedBelow = (path: string) => [...removed.value].filter((one) => one.startsWith(`${path}/`)).length
export const markRemoved = (path: string) => (removed.value = new Set([...removed.value, path]))
export const unmarkRemoved = (path: string) => (removed.value = new Set([...removed.value].filter((one) => one !== path)))
