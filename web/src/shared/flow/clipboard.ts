/**
 * A step or a lane as a text that other designers read: copied with Ctrl+C, pasted with fresh codes. What the
 * copied part says of its own steps goes along; what it says of others stays as it is, for the check to find.
 */
import type { FlowNode, Lane, Policy, Step } from '@/shared/api/types'
import { codeOf, insertStep, stepAt, updateStep, walk, withLists, type Path } from './model'

type Full = Step & { rejected?: Step[] | null }
export type Part = { step: Step } | { lane: Lane; of: string }
const MARK = 'banjie-flow'

export const partText = (part: Part): string => JSON.stringify({ [MARK]: 1, ...part }, null, 1)
export const partName = (part: Part): string => ('lane' in part ? part.lane.name : (part.step.node?.name ?? part.step.name)) ?? ''

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isStep = (value: unknown): value is Step =>
  isObject(value) && (value.kind === 'node' ? isObject(value.node) && isText(value.node.kind) && isText(value.node.code) && (value.rejected == null || areSteps(value.rejected)) : ['branch', 'parallel', 'inclusive'].includes(String(value.kind)) && isText(value.code) && Array.isArray(value.lanes) && value.lanes.length > 1 && value.lanes.every(isLane))
const areSteps = (value: unknown): value is Step[] => Array.isArray(value) && value.every(isStep)
const isLane = (value: unknown): value is Lane => isObject(value) && isText(value.id) && (value.steps === undefined || areSteps(value.steps))

/** Null for any text that is not a whole step or lane. */
export function readPart(text: string): Part | null {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(found) || found[MARK] !== 1) return null
  if (isStep(found.step)) return { step: withLists([found.step])[0] }
  return isLane(found.lane) && isText(found.of) ? { lane: { ...found.lane, steps: withLists(found.lane.steps ?? []) }, of: found.of } : null
}

function* everything(steps: Step[]): Generator<string> {
  for (const { step } of walk(steps)) {
    yield codeOf(step)
    for (const lane of step.lanes ?? []) yield lane.id
    yield* everything((step as Full).rejected ?? [])
  }
}
/** Gives each code a free one: `approval_1` becomes `approval_2`; a code that is free already stays. */
class Codes {
  private readonly taken: Set<string>
  readonly given = new Map<string, string>()
  constructor(steps: Step[]) {
    this.taken = new Set(everything(steps))
  }
  next(code: string): string {
    const known = this.given.get(code)
    if (known) return known
    const stem = code.replace(/_\d+$/, '')
    let fresh = code
    for (let number = 1; this.taken.has(fresh); number += 1) fresh = `${stem}_${number}`
    this.taken.add(fresh)
    this.given.set(code, fresh)
    return fresh
  }
}
function renamed(step: Full, codes: Codes): Full {
  const rejected = step.rejected ? { rejected: step.rejected.map((one) => renamed(one, codes)) } : {}
  if (step.node) return { ...step, ...rejected, node: { ...step.node, code: codes.next(step.node.code) } }
  return { ...step, code: codes.next(codeOf(step)), lanes: step.lanes?.map((lane) => renamedLane(lane, codes)) }
}
const renamedLane = (lane: Lane, codes: Codes): Lane => ({ ...lane, id: codes.next(lane.id), steps: lane.steps.map((one) => renamed(one, codes)) })
/** Steps that name each other keep doing so under their new codes. */
function rewired(step: Full, given: Map<string, string>): Full {
  const node = step.node
  const policies = (list: Policy[] | undefined) => list?.map((one) => (typeof one.node === 'string' && given.has(one.node) ? { ...one, node: given.get(one.node) } : one))
  const rejected = step.rejected ? { rejected: step.rejected.map((one) => rewired(one, given)) } : {}
  if (!node) return { ...step, lanes: step.lanes?.map((lane) => ({ ...lane, steps: lane.steps.map((one) => rewired(one, given)) })) }
  const next: FlowNode = { ...node }
  if (node.assignment) next.assignment = { ...node.assignment, policies: policies(node.assignment.policies) ?? [], ...(node.assignment.exclude ? { exclude: policies(node.assignment.exclude) } : {}) }
  if (node.return_to && given.has(node.return_to)) next.return_to = given.get(node.return_to)
  return { ...step, ...rejected, node: next }
}

export interface Pasted { steps: Step[]; code: string; lane: boolean }
/** After the step at `path`; at the very end without one. */
export function pasteStep(steps: Step[], path: Path | null, step: Step): Pasted {
  const codes = new Codes(steps)
  const fresh = rewired(renamed(step, codes), codes.given)
  const place = path ? [...path.slice(0, -1), path[path.length - 1] + 1] : [steps.length]
  return { steps: insertStep(steps, place, fresh), code: codeOf(fresh), lane: false }
}
/** Beside the lanes of the block at `path`: after `after`, but before the default one. */
export function pasteLane(steps: Step[], path: Path, after: number, lane: Lane): Pasted {
  const codes = new Codes(steps)
  const named = renamedLane(lane, codes)
  const { condition, default: _default, ...plain } = { ...named, steps: named.steps.map((one) => rewired(one, codes.given)) }
  const fresh: Lane = stepAt(steps, path)?.kind === 'parallel' ? plain : { ...plain, condition: condition ?? '' }
  const next = updateStep(steps, path, (block) => {
    const lanes = block.lanes ?? []
    const last = lanes.findIndex((one) => one.default)
    const place = Math.min(after + 1, last < 0 ? lanes.length : last)
    return { ...block, lanes: [...lanes.slice(0, place), fresh, ...lanes.slice(place)] }
  })
  return { steps: next, code: fresh.id, lane: true }
}
