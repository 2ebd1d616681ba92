/** What the drawing's parts share: how nodes stand, and what may be done with them. */
import type { InjectionKey } from 'vue'
import type { FlowNode, Lane, NodeView, Step } from '@/shared/api/types'
import type { Path } from './model'

export type StepState = NodeView['state'] | ''
/** A lane while a way through the process is shown: taken or not, and why. */
export interface LaneView { taken: boolean | null; why: string }
export interface FlowContext {
  stateOf: (code: string) => NodeView | undefined
  /** A plain sentence under the name: who is asked, what is done. */
  sentence: (node: FlowNode) => string
  editable: boolean
  /** Where a way is being explained, what is known of each lane on it. */
  laneOf: (id: string) => LaneView | undefined
  explained: boolean
  selected: () => string
  findingOf: (code: string) => 'error' | 'warning' | undefined
  /** What is pointed at just now, for a moment. */
  flashed: () => string
  select: (code: string, path: Path) => void
  selectLane: (path: Path, lane: number) => void
  insert: (path: Path, kind: string) => void
  /** The name of a copied step, "" without one: a + offers to put it there. */
  copied: () => string
  paste: (path: Path) => void
  addLane: (path: Path) => void
  moveLane: (path: Path, lane: number, by: -1 | 1) => void
  conditionText: (condition: string | null | undefined) => string
}
export const FLOW: InjectionKey<FlowContext> = Symbol('flow')

/** A lane's look: as it is known, else: where all its nodes were skipped, it was not taken. */
export function laneState({ id, steps }: Lane, { stateOf, laneOf, explained }: FlowContext): StepState {
  if (explained) {
    const taken = laneOf(id)?.taken
    return taken ? 'done' : taken === null ? 'waiting' : 'skipped'
  }
  const states: StepState[] = []
  const collect = (list: Step[]) => {
    for (const step of list) {
      if (step.node) states.push(stateOf(step.node.code)?.state ?? '')
      for (const lane of step.lanes ?? []) collect(lane.steps)
    }
  }
  collect(steps)
  if (!states.length) return ''
  for (const state of ['skipped', 'done', 'waiting'] as const) if (states.every((one) => one === state)) return state
  return states.includes('active') ? 'active' : ''
}
