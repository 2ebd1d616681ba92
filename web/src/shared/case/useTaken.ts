/** A task that was mine to decide, on this open page, and suddenly is not: says at once who did what. */
import { ref, watch, type Ref } from 'vue'
import { decidedTasks } from '@/shared/api/decided'
import type { Instance, TimelineEntry } from '@/shared/api/types'

export function useTaken(instance: Ref<Instance | undefined>) {
  const by = ref<TimelineEntry | null>(null)
  watch(instance, (now, before) => {
    if (now?.id !== before?.id) by.value = null
    const mine = before?.id === now?.id ? before?.my_task?.task : undefined
    if (!now || !mine || now.my_task?.task.id === mine.id || decidedTasks.value.has(mine.id)) return
    const after = now.tasks.find((task) => task.id === mine.id)
    // Decided or passed on by myself, perhaps in another window, is no surprise.
    const known = before?.timeline[before.timeline.length - 1]?.seq ?? 0
    const did = now.timeline.filter((entry) => entry.seq > known && entry.actor && entry.actor !== 'system')
    if (after?.decided_by === mine.assignee || did.some((entry) => entry.actor === mine.assignee)) return
    by.value = did.find((entry) => entry.kind !== 'DataChanged') ?? null
  })
  return by
}
