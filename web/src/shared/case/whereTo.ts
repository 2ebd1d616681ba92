/** Not agreeing: where the case may go, and which command stands behind each way. */
import type { TaskDetail } from '@/shared/api/types'
import { t } from '@/shared/i18n'

export interface Way { value: string; command: 'reject' | 'return'; to: string; label: string }

export function waysOf(detail: TaskDetail | null | undefined): Way[] {
  const can = (command: string) => Boolean(detail?.actions.some((action) => action.command === command))
  const ways: Way[] = []
  if (detail && can('reject')) {
    const { kind, name } = detail.rejection
    ways.push({ value: 'reject', command: 'reject', to: '', label: kind === 'end' ? t('decision.way.end') : t(`decision.way.${kind}`, { name }) })
  }
  if (detail && can('return')) ways.push(...detail.return_to.map(({ node, name }) => ({ value: `return:${node}`, command: 'return' as const, to: node, label: t('decision.way.back', { name }) })))
  return ways
}
