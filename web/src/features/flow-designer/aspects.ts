/** A step told part by part, each a label and a sentence: what two versions of it are compared by. Nothing is left out. */
import type { Assignment, FlowNode, Lane, Policy, ProcessDetail, Values } from '@/shared/api/types'
import { spanWords } from '@/shared/flow/durations'
import { kindText } from '@/shared/flow/kindText'
import { t, tOr, type MessageKey } from '@/shared/i18n'
import { policyText, type Words } from '@/shared/assignment/policies'

export type Aspects = Map<string, string>
const people = (policies: Policy[] | undefined, words: Words) => (policies ?? []).map((one) => policyText(one, words)).join(t('list.separator'))
const named = (users: string[] | undefined, words: Words) => (users ?? []).map((one) => words.users.find((person) => person.username === one)?.name ?? one).join(t('list.separator'))
const stepName = (code: string | undefined, words: Words) => (!code || code === 'start' ? t('flow.returnTo.start') : (words.nodes.find((one) => one.code === code)?.name ?? code))
const yesNo = (value: boolean) => t(value ? 'value.yes' : 'value.no')
const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function ofAssignment(assignment: Assignment | undefined, words: Words): [string, string][] {
  const { policies, exclude, when_empty, fallback_users, when_applicant, dedupe, ...rest } = assignment ?? { policies: [] }
  const empty = t(`flow.empty.${when_empty ?? 'admins'}`)
  return [
    [t('flow.who'), people(policies, words)],
    [t('flow.exclude'), people(exclude, words)],
    [t('flow.whenEmpty'), when_empty === 'users' ? `${empty} · ${named(fallback_users, words)}` : empty],
    [t('flow.whenApplicant'), t(`flow.applicant.${when_applicant ?? 'leader'}`)],
    [t('flow.dedupe'), t(`flow.dedupe.${dedupe ?? 'never'}`)],
    ...Object.entries(rest).map(([key, value]): [string, string] => [key, plain(value)]),
  ]
}
function ofOpinion(opinion: FlowNode['opinion']): [string, string][] {
  const codes = (opinion?.codes ?? []).map((one) => `${one.label}（${(one.on ?? ['approve']).map((on) => tOr(`flow.on.${on}`, on)).join('/')}）`)
  return [
    [t('flow.opinionRequired'), yesNo(opinion?.required ?? true)],
    [t('flow.signatureRequired'), yesNo(opinion?.signature ?? false)],
    [t('flow.reasons'), codes.join(t('list.separator'))],
  ]
}
function fieldLabel(code: string, words: Words): string {
  const [table, column] = code.split('.')
  const field = words.fields.find((one) => one.code === table)
  const inner = column ? field?.fields?.find((one) => one.code === column) : undefined
  return [field?.label ?? table, column ? (inner?.label ?? column) : ''].filter(Boolean).join(' · ')
}
/** Settings of an automatic step, one by one, those inside others with their way. */
function ofConfig(config: Values, label: (key: string) => string, way = ''): [string, string][] {
  return Object.entries(config).flatMap(([key, value]): [string, string][] => {
    const path = [way, way ? key : label(key)].filter(Boolean).join(' · ')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? ofConfig(value as Values, label, path) : [[path, plain(value)]]
  })
}

export function nodeAspects(node: FlowNode, words: Words): Aspects {
  const { kind: _kind, code: _code, name, assignment, purpose: _purpose, completion, rejection, return_to, opinion, fields, actions, due, connector: _connector, config, holds_open, ...rest } = node
  const asks = node.kind === 'userTask' || node.kind === 'sendTask'
  const task = node.kind === 'userTask'
  const said: [string, string][] = [
    [t('designer.name'), name ?? ''],
    [t('compare.kind'), kindText(node)],
    ...(asks ? ofAssignment(assignment, words) : []),
    ...(task ? ([[t('flow.completion'), t(`flow.completion.${completion ?? 'all'}`)], [t('flow.onRejection'), rejection === 'return' ? `${t('flow.rejection.return')} · ${stepName(return_to, words)}` : t(`flow.rejection.${rejection ?? 'end'}`)], [t('flow.buttons'), (actions ?? ['return', 'transfer']).map((one) => tOr(`flow.button.${one}`, one)).join(t('list.separator'))]] as [string, string][]) : []),
    ...(task ? ofOpinion(opinion) : []),
    ...(due ? ([[t(node.kind === 'timerCatch' ? 'flow.waitUntil' : 'flow.due'), spanWords(due)]] as [string, string][]) : []),
    ...Object.entries(fields ?? {}).map(([code, right]): [string, string] => [t('compare.access', { field: fieldLabel(code, words) }), t(`access.${right}`)]),
    ...ofConfig(config ?? {}, (key) => tOr(`compare.config.${key}`, key)),
    ...(node.kind === 'serviceTask' ? ([[t('connector.holdsOpen'), yesNo(holds_open ?? true)]] as [string, string][]) : []),
    ...Object.entries(rest).filter(([, value]) => value !== null && value !== undefined).map(([key, value]): [string, string] => [tOr(`flow.part.${key}`, key), plain(value)]),
  ]
  return new Map(said)
}

export function laneAspects(lane: Lane, kind: string, order: number, condition: (text: string | null | undefined) => string): Aspects {
  const said: [string, string][] = [[t('designer.name'), lane.name ?? '']]
  if (kind !== 'parallel') said.push([t('compare.condition'), lane.default ? t('flow.default') : condition(lane.condition)])
  if (!lane.default) said.push([t('compare.order'), t(kind === 'parallel' ? 'flow.place' : 'flow.order', { n: order })])
  return new Map(said)
}

const PARTS: Record<string, MessageKey> = { name: 'designer.name', title: 'compare.title', description: 'designer.description', start_range: 'compare.startRange', administrators: 'compare.administrators', form: 'compare.form' }
/** What is said of the process itself: everything but its steps. */
export function processAspects(definition: ProcessDetail['definition'], words: Words): Aspects {
  const { nodes: _nodes, flows: _flows, code: _code, ...rest } = definition as Values
  return new Map(Object.entries(rest).map(([key, value]) => [PARTS[key] ? t(PARTS[key]) : key, key === 'start_range' ? people(value as Policy[], words) : key === 'administrators' ? named(value as string[], words) : plain(value)]))
}
