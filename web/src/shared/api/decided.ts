/** Tasks that have been decided on this page while the server's lists do not say so yet. */
import { ref } from 'vue'

export const decidedTasks = ref<ReadonlySet<string>>(new Set())

export function markDecided(task: string): void {
  decidedTasks.value = new Set([...decidedTasks.value, task])
}
export function unmarkDecided(task: string): void {
  decidedTasks.value = new Set([...decidedTasks.value].filter((one) => one !== task))
}
