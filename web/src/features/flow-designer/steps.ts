/** New steps as the + menu offers them, complete enough to be saved as a draft. */
import type { Step } from '@/shared/api/types'
import { freshCode } from '@/shared/flow/model'
import { t, type MessageKey } from '@/shared/i18n'

const CONFIGS: Record<string, Record<string, unknown>> = {
  record_create: { form: '', values: {} },
  record_update: { form: '', match: {}, values: {} },
  record_upsert: { form: '', match: {}, values: {} },
  record_lookup: { form: '', match: {}, values: [] },
  http: { connection: '', method: 'POST', path: '', body: {} },
  http_lookup: { connection: '', method: 'GET', path: '', answer: {} },
  notice: { to: [{ kind: 'applicant' }], text: '' },
  email: { to: '', subject: '', text: '' },
  webhook: { type: '' },
  document: {},
}

export function newStep(steps: Step[], kind: string): Step {
  const name = t(`flow.kind.${kind}` as MessageKey)
  if (kind === 'branch' || kind === 'inclusive' || kind === 'parallel') {
    const code = freshCode(steps, kind)
    const plain = kind === 'parallel'
    return {
      kind,
      code,
      lanes: [
        { id: `${code}_a`, ...(plain ? {} : { condition: '' }), steps: [] },
        { id: `${code}_b`, ...(plain ? {} : { default: true }), steps: [] },
      ],
    }
  }
  if (kind === 'approval' || kind === 'handling') {
    return { kind: 'node', node: { kind: 'userTask', code: freshCode(steps, kind), name, assignment: { policies: [{ kind: 'department_head' }] }, ...(kind === 'handling' ? { purpose: 'handling' as const } : {}) } }
  }
  if (kind === 'sendTask') return { kind: 'node', node: { kind, code: freshCode(steps, 'cc'), name, assignment: { policies: [{ kind: 'applicant' }] } } }
  if (kind === 'timerCatch') return { kind: 'node', node: { kind, code: freshCode(steps, 'wait'), name, due: 'P1D' } }
  const code = freshCode(steps, kind)
  // A lookup is a fact that later conditions name; in our own ledgers it is answered at once.
  const fact = kind === 'record_lookup' ? { timing: 'inline' as const, result: code } : kind === 'http_lookup' ? { result: code } : {}
  return { kind: 'node', node: { kind: 'serviceTask', code, name, connector: kind, config: CONFIGS[kind] ?? {}, ...fact } }
}
