/** Two versions of a process side by side: what came, what went, and what of each step and lane reads otherwise. */
import type { ProcessDetail, Step } from '@/shared/api/types'
import { codeOf, walk } from '@/shared/flow/model'
import { t, tOr } from '@/shared/i18n'
import { laneAspects, nodeAspects, processAspects, type Aspects } from './aspects'
import type { Words } from '@/shared/assignment/policies'

export interface Version { definition: ProcessDetail['definition']; steps: Step[] }
export interface Changed { label: string; before: string; after: string }
export interface Difference { key: string; kind: 'added' | 'removed' | 'changed'; of: 'process' | 'step' | 'lane'; name: string; changes: Changed[] }
interface Part { of: 'step' | 'lane'; name: string; place: string; aspects: Aspects }

const wordsFor = (steps: Step[], words: Words): Words => ({ ...words, nodes: [...walk(steps)].flatMap(({ step }) => (step.node?.kind === 'userTask' ? [{ code: step.node.code, name: step.node.name || step.node.code }] : [])) })

/** Every step and lane by code, with the list that it stands in. */
function partsOf(steps: Step[], words: Words, condition: (text: string | null | undefined) => string): Map<string, Part> {
  const found = new Map<string, Part>()
  const own = wordsFor(steps, words)
  const visit = (list: Step[], place: string) => {
    for (const step of list) {
      const name = step.node ? step.node.name || step.node.code : step.name || tOr(`flow.kind.${step.kind}`, step.kind)
      const aspects = step.node ? nodeAspects(step.node, own) : new Map([[t('compare.kind'), tOr(`flow.kind.${step.kind}`, step.kind)], [t('designer.name'), step.name ?? '']])
      const rejected = (step as { rejected?: Step[] | null }).rejected
      if (rejected) aspects.set(t('flow.rejection.branch'), rejected.map((one) => one.node?.name ?? codeOf(one)).join(t('list.separator')))
      found.set(`step/${codeOf(step)}`, { of: 'step', name, place, aspects })
      for (const [index, lane] of (step.lanes ?? []).entries()) {
        const title = lane.name || (lane.default ? t('flow.default') : t(step.kind === 'parallel' ? 'flow.lane' : 'flow.condition', { n: index + 1 }))
        found.set(`lane/${lane.id}`, { of: 'lane', name: title, place: name, aspects: laneAspects(lane, step.kind, index + 1, condition) })
        visit(lane.steps, `${name} › ${title}`)
      }
      if (rejected) visit(rejected, t('compare.rejected', { name }))
    }
  }
  visit(steps, t('compare.main'))
  return found
}
/** Steps that stand in another list, or the other way round in the same one. */
function moved(before: Map<string, Part>, after: Map<string, Part>): Map<string, Changed> {
  const said = new Map<string, Changed>()
  const lists = new Map<string, string[]>()
  for (const [key, part] of after) {
    const old = before.get(key)
    if (!old || part.of !== 'step') continue
    if (old.place !== part.place) said.set(key, { label: t('compare.place'), before: old.place, after: part.place })
    else lists.set(part.place, [...(lists.get(part.place) ?? []), key])
  }
  for (const keys of lists.values()) {
    const stood = [...before.keys()].filter((key) => keys.includes(key))
    const behind = (list: string[], at: number) => (at ? t('compare.behind', { name: after.get(list[at - 1])!.name }) : t('compare.first'))
    for (const [at, key] of keys.entries()) {
      const was = stood.indexOf(key)
      if (stood[was - 1] !== keys[at - 1] && was !== at) said.set(key, { label: t('compare.place'), before: behind(stood, was), after: behind(keys, at) })
    }
  }
  return said
}
function changesOf(before: Aspects, after: Aspects): Changed[] {
  const labels = [...new Set([...before.keys(), ...after.keys()])]
  return labels.map((label) => ({ label, before: before.get(label) ?? '', after: after.get(label) ?? '' })).filter((one) => one.before !== one.after)
}
const whole = (aspects: Aspects, side: 'before' | 'after'): Changed[] => [...aspects].filter(([, text]) => text).map(([label, text]) => ({ label, before: '', after: '', [side]: text }))

export function compare(one: Version, other: Version, words: Words, condition: (text: string | null | undefined) => string): Difference[] {
  const before = partsOf(one.steps, words, condition)
  const after = partsOf(other.steps, words, condition)
  const places = moved(before, after)
  const found: Difference[] = []
  const process = changesOf(processAspects(one.definition, words), processAspects(other.definition, words))
  if (process.length) found.push({ key: 'process', kind: 'changed', of: 'process', name: t('compare.process'), changes: process })
  for (const [key, part] of after) {
    const old = before.get(key)
    if (!old) {
      found.push({ key, kind: 'added', of: part.of, name: part.name, changes: [{ label: t('compare.place'), before: '', after: part.place }, ...whole(part.aspects, 'after')] })
      continue
    }
    const place = places.get(key)
    const changes = [...changesOf(old.aspects, part.aspects), ...(place ? [place] : [])]
    if (changes.length) found.push({ key, kind: 'changed', of: part.of, name: part.name, changes })
  }
  for (const [key, part] of before) if (!after.has(key)) found.push({ key, kind: 'removed', of: part.of, name: part.name, changes: [{ label: t('compare.place'), before: part.place, after: '' }, ...whole(part.aspects, 'before')] })
  return found
}
