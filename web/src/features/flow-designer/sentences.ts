/** What a step does, as the plain sentence on its card: 「直属上级 · 会签 · 超 24 小时自动提醒」. */
import type { FlowNode } from '@/shared/api/types'
import { spanWords } from '@/shared/flow/durations'
import { t, tOr } from '@/shared/i18n'
import { incomplete, policyText, type Words } from '@/shared/assignment/policies'

export function stepSentence(node: FlowNode, words: Words): string {
  if (node.kind === 'timerCatch') return t('flow.waits', { due: spanWords(node.due) })
  if (node.kind !== 'userTask' && node.kind !== 'sendTask') return tOr(`flow.kind.${node.connector || node.kind}`, node.connector ?? '')
  const policies = node.assignment?.policies ?? []
  const who = policies.filter((policy) => !incomplete(policy)).map((policy) => policyText(policy, words)).join(t('list.separator'))
  if (node.kind === 'sendTask') return who
  return [
    who || t('flow.unset'),
    tOr(`mode.${node.completion ?? 'all'}`, ''),
    node.opinion?.required === false ? t('flow.noOpinion') : '',
    node.due ? t('flow.dueIn', { due: spanWords(node.due) }) : '',
  ].filter(Boolean).join(' · ')
}
