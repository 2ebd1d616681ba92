/**
 * A process as a tree of steps, and the commands that change it. Every command is a pure function on an
 * immutable value, so undo is a stack of roots. A path names a step: `[4, 1, 0]` is the first step in the
 * second lane of the fifth step.
 */
import type { FlowNode, Lane, Step } from '@/shared/api/types'

export type Path = readonly number[]
/** The server leaves out what is empty; commands and drawing rely on every lane having its list. */
export const withLists = (steps: Step[]): Step[] =>
  steps.map((step) => (step.lanes ? { ...step, lanes: step.lanes.map((lane) => ({ ...lane, steps: withLists(lane.steps ?? []) })) } : step))

export const samePath = (one: Path, other: Path) => one.length === other.length && one.every((part, index) => part === other[index])

export function stepAt(steps: Step[], path: Path): Step | undefined {
  const [index, lane, ...rest] = path
  const step = steps[index]
  if (path.length <= 1 || !step) return step
  return stepAt(step.lanes?.[lane]?.steps ?? [], rest)
}

/** Applies `change` to the list of steps that holds the last part of `path`. */
function inList(steps: Step[], path: Path, change: (list: Step[], index: number) => Step[]): Step[] {
  if (path.length === 1) return change(steps, path[0])
  const [index, lane, ...rest] = path
  return steps.map((step, at) =>
    at !== index || !step.lanes ? step : { ...step, lanes: step.lanes.map((one, place) => (place !== lane ? one : { ...one, steps: inList(one.steps, rest, change) })) },
  )
}

export const insertStep = (steps: Step[], path: Path, step: Step): Step[] =>
  inList(steps, path, (list, index) => [...list.slice(0, index), step, ...list.slice(index)])
export const removeStep = (steps: Step[], path: Path): Step[] => inList(steps, path, (list, index) => list.filter((_, at) => at !== index))
export const updateStep = (steps: Step[], path: Path, change: (step: Step) => Step): Step[] =>
  inList(steps, path, (list, index) => list.map((step, at) => (at === index ? change(step) : step)))

export const updateNode = (steps: Step[], path: Path, patch: Partial<FlowNode>): Step[] =>
  updateStep(steps, path, (step) => (step.node ? { ...step, node: { ...step.node, ...patch } } : step))
export const updateLane = (steps: Step[], path: Path, lane: number, patch: Partial<Lane>): Step[] =>
  updateStep(steps, path, (step) => ({ ...step, lanes: step.lanes?.map((one, index) => (index === lane ? { ...one, ...patch } : one)) }))

/** A new lane stands before the default one, which is always asked last. */
export const addLane = (steps: Step[], path: Path, lane: Lane): Step[] =>
  updateStep(steps, path, (step) => {
    const lanes = step.lanes ?? []
    const last = lanes.findIndex((one) => one.default)
    return { ...step, lanes: last < 0 ? [...lanes, lane] : [...lanes.slice(0, last), lane, ...lanes.slice(last)] }
  })

/** Deleting the last lane but one dissolves the block and keeps the other lane's steps. */
export function removeLane(steps: Step[], path: Path, lane: number): Step[] {
  const left = (stepAt(steps, path)?.lanes ?? []).filter((_, index) => index !== lane)
  if (left.length > 1) return updateStep(steps, path, (step) => ({ ...step, lanes: left }))
  return inList(steps, path, (list, index) => [...list.slice(0, index), ...(left[0]?.steps ?? []), ...list.slice(index + 1)])
}

/** Moves a lane left or right; the default lane stays last. */
export const moveLane = (steps: Step[], path: Path, lane: number, by: -1 | 1): Step[] =>
  updateStep(steps, path, (step) => {
    const lanes = (step.lanes ?? []).slice()
    const other = lanes[lane + by]
    if (!other || other.default || lanes[lane].default) return step
    ;[lanes[lane], lanes[lane + by]] = [other, lanes[lane]]
    return { ...step, lanes }
  })

export function* walk(steps: Step[], base: Path = []): Generator<{ step: Step; path: Path }> {
  for (const [index, step] of steps.entries()) {
    const path = [...base, index]
    yield { step, path }
    for (const [place, lane] of (step.lanes ?? []).entries()) yield* walk(lane.steps, [...path, place])
  }
}
export const codeOf = (step: Step): string => step.node?.code ?? step.code ?? ''

/** Where the node or block of that code stands. */
export function pathOf(steps: Step[], code: string): Path | null {
  for (const { step, path } of walk(steps)) if (codeOf(step) === code) return path
  return null
}
/** The tasks that lie before a place, on the ways that lead to it. */
export function earlierTasks(steps: Step[], path: Path): FlowNode[] {
  const [index, lane, ...rest] = path
  const before = [...walk(steps.slice(0, index))].flatMap(({ step }) => (step.node?.kind === 'userTask' ? [step.node] : []))
  return path.length > 1 ? [...before, ...earlierTasks(steps[index]?.lanes?.[lane]?.steps ?? [], rest)] : before
}
/** The block that holds the lane of that id; lanes and nodes may share a name. */
export function pathOfLane(steps: Step[], id: string): Path | null {
  for (const { step, path } of walk(steps)) if (step.lanes?.some((lane) => lane.id === id)) return path
  return null
}
/** How a chosen lane is named beside chosen nodes. */
export const laneKey = (id: string) => `lane:${id}`

export function freshCode(steps: Step[], stem: string): string {
  const taken = new Set<string>()
  for (const { step } of walk(steps)) {
    taken.add(codeOf(step))
    for (const lane of step.lanes ?? []) taken.add(lane.id)
  }
  for (let number = 1; ; number += 1) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`
}
