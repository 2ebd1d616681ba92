/** The processes that use a form, and where they speak of one of its fields. */
import { api } from '@/shared/api/endpoints'
import { queryClient } from '@/shared/api/queries'
import type { ProcessDetail, Step } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { mentions } from './uses'

export const processesOf = (form: string): Promise<ProcessDetail[]> =>
  queryClient.fetchQuery({
    queryKey: ['form-processes', form],
    staleTime: 30_000,
    queryFn: async () => Promise.all((await api.processes()).filter((process) => process.form === form).map((process) => api.process(process.code))),
  })

export const stepsOf = (process: ProcessDetail): Step[] => flat(process.draft_steps ?? process.steps ?? [])
const flat = (steps: Step[]): Step[] => steps.flatMap((step) => [step, ...(step.lanes ?? []).flatMap((lane) => flat(lane.steps ?? []))])

/** Names of other things than fields. */
const OTHERS = new Set(['code', 'name', 'kind', 'form', 'connection', 'connector', 'method', 'role', 'timing', 'fields', 'opinion', 'result'])
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return typeof value === 'object' && value ? Object.entries(value).flatMap(([key, inner]) => (OTHERS.has(key) ? [] : textsIn(inner))) : []
}

export function usesInProcess(process: ProcessDetail, path: string): string[] {
  const found: string[] = []
  const say = (label: string, what: string) => found.push(t('designer.useInProcess', { process: process.definition.name ?? process.code, label, what }))
  if (mentions(process.definition.title, path)) say(t('designer.formTitle'), t('designer.expression'))
  if (path in ((process.definition.fields ?? {}) as object)) say(t('designer.processStart'), t('designer.fieldRights'))
  for (const { node, lanes } of stepsOf(process)) {
    for (const lane of lanes ?? []) if (mentions(lane.condition, path)) say(lane.name || lane.id, t('designer.laneCondition'))
    if (!node) continue
    if (path in (node.fields ?? {})) say(node.name || node.code, t('designer.fieldRights'))
    if (mentions(textsIn(node).join(' ; '), path)) say(node.name || node.code, t('designer.settings'))
  }
  return found
}
