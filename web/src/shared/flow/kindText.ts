/** What a step does, in a word: where nobody edits it, its kind is all there is to say. */
import type { FlowNode } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'

export const kindText = (one: FlowNode) => (one.kind === 'userTask' ? t(one.purpose === 'handling' ? 'flow.kind.handling' : 'flow.kind.approval') : tOr(`flow.kind.${one.connector || one.kind}`, ''))
