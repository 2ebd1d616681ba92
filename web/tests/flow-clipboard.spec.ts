import { describe, expect, it } from 'vitest'
import type { FlowNode, Step } from '@/shared/api/types'
import { partText, pasteLane, pasteStep, readPart } from '@/shared/flow/clipboard'
import { stepAt, walk } from '@/shared/flow/model'

const node = (code: string, more: Partial<FlowNode> = {}): Step => ({ kind: 'node', node: { kind: 'userTask', code, name: code, ...more } })
const branch: Step = {
  kind: 'branch', code: 'branch_1',
  lanes: [
    { id: 'branch_1_a', condition: 'amount > 1', steps: [node('first'), node('second', { return_to: 'first', assignment: { policies: [{ kind: 'handler_of', node: 'first' }, { kind: 'handler_of', node: 'outside' }] } })] },
    { id: 'branch_1_b', default: true, steps: [] },
  ],
}
const codes = (steps: Step[]) => [...walk(steps)].flatMap(({ step }) => [step.node?.code ?? step.code, ...(step.lanes ?? []).map((lane) => lane.id)])

describe('copied steps and lanes', () => {
  it('survive being a text', () => {
    expect(readPart(partText({ step: branch }))).toEqual({ step: branch })
    expect(readPart(partText({ lane: branch.lanes![0], of: 'branch' }))).toEqual({ lane: branch.lanes![0], of: 'branch' })
  })
  it('are not read out of other texts', () => {
    const broken = { step: { kind: 'branch', code: 'b', lanes: [{ id: 'x' }] } }
    for (const text of ['', 'hello', '{}', '[1]', 'null', JSON.stringify({ 'banjie-flow': 1 }), JSON.stringify({ 'banjie-flow': 1, ...broken }), JSON.stringify({ 'banjie-flow': 1, step: { kind: 'node', node: { code: 1 } } })]) expect(readPart(text)).toBeNull()
  })
  it('get codes that nobody has, and go on naming each other', () => {
    const pasted = pasteStep([branch, node('outside')], [0], branch)
    const all = codes(pasted.steps)
    expect(new Set(all).size).toBe(all.length)
    const second = pasted.steps[1].lanes![0].steps[1].node!
    const first = pasted.steps[1].lanes![0].steps[0].node!.code
    expect(second.return_to).toBe(first)
    expect(second.assignment!.policies.map((one) => one.node)).toEqual([first, 'outside'])
    expect(pasted.code).toBe(pasted.steps[1].code)
  })
  it('keep their codes where these are free', () => {
    expect(codes(pasteStep([node('x')], null, branch).steps)).toEqual(['x', ...codes([branch])])
  })
  it('stand behind the chosen step, also deep inside, and at the end without one', () => {
    expect(stepAt(pasteStep([branch], [0, 0, 0], node('new')).steps, [0, 0, 1])?.node?.code).toBe('new')
    expect(stepAt(pasteStep([branch], [0, 1, -1], node('new')).steps, [0, 1, 0])?.node?.code).toBe('new')
    expect(pasteStep([branch], null, node('new')).steps[1].node?.code).toBe('new')
  })
  it('are lanes before the default one, without being a second default', () => {
    const steps = pasteLane([branch], [0], 5, branch.lanes![1]).steps
    expect(steps[0].lanes!.map((lane) => [lane.id, lane.condition, lane.default])).toEqual([['branch_1_a', 'amount > 1', undefined], ['branch_1_b_1', '', undefined], ['branch_1_b', undefined, true]])
  })
  it('lose their condition in a parallel block', () => {
    const parallel: Step = { kind: 'parallel', code: 'p', lanes: [{ id: 'p1', steps: [] }, { id: 'p2', steps: [] }] }
    const lanes = pasteLane([branch, parallel], [1], 0, branch.lanes![0]).steps[1].lanes!
    expect(lanes.map((lane) => lane.id)).toEqual(['p1', 'branch_2_a', 'p2'].map((id, at) => (at === 1 ? lanes[1].id : id)))
    expect(lanes[1].condition).toBeUndefined()
  })
})
