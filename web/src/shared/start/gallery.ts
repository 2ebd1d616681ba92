import type { ProcessSummary } from '@/shared/api/types'
import { t } from '@/shared/i18n'

export interface Category { category: string; processes: ProcessSummary[] }

/** What I may start, by category in the order the server gives. */
export function groupedByCategory(processes: ProcessSummary[], q = ''): Category[] {
  const wanted = q.trim().toLowerCase()
  const groups = new Map<string, ProcessSummary[]>()
  for (const process of processes) {
    if (!process.can_start) continue
    if (wanted && ![process.name, process.description, process.code, process.category].some((text) => text.toLowerCase().includes(wanted))) continue
    const category = process.category || t('start.other')
    groups.set(category, [...(groups.get(category) ?? []), process])
  }
  return [...groups].map(([category, list]) => ({ category, processes: list }))
}
