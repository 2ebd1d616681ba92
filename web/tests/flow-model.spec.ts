import { describe, expect, it } from 'vitest'
import type { Step } from '@/shared/api/types'
import { parseSpan, spanText, spanWords } from '@/shared/flow/durations'
import { addLane, earlierTasks, freshCode, insertStep, moveLane, pathOf, pathOfLane, removeLane, removeStep, stepAt, updateNode, withLists } from '@/shared/flow/model'

const node = (code: string): Step => ({ kind: 'node', node: { kind: 'userTask', code, name: code } })
const flow: Step[] = [
  node('a'),
  { kind: 'branch', code: 'b', lanes: [{ id: 'l1', condition: 'x', steps: [node('c')] }, { id: 'l2', condition: 'y', steps: [node('d'), node('e')] }, { id: 'l3', default: true, steps: [] }] },
]

describe('the flow tree', () => {
  it('inserts, changes and removes deep inside, leaving the original as it was', () => {
    const inserted = insertStep(flow, [1, 1, 1], node('new'))
    expect(inserted[1].lanes![1].steps.map((step) => step.node!.code)).toEqual(['d', 'new', 'e'])
    expect(flow[1].lanes![1].steps).toHaveLength(2)
    expect(inserted[0]).toBe(flow[0])
    expect(stepAt(updateNode(inserted, [1, 1, 1], { name: 'N' }), [1, 1, 1])?.node?.name).toBe('N')
    expect(removeStep(inserted, [1, 1, 1])).toEqual(flow)
  })
  it('puts a new lane before the default one', () => {
    expect(addLane(flow, [1], { id: 'l4', steps: [] })[1].lanes!.map((lane) => lane.id)).toEqual(['l1', 'l2', 'l4', 'l3'])
  })
  it('dissolves a block when its last lane but one goes, keeping the other\'s steps', () => {
    const two = removeLane(flow, [1], 2)
    expect(two[1].lanes).toHaveLength(2)
    expect(removeLane(two, [1], 0).map((step) => step.node?.code)).toEqual(['a', 'd', 'e'])
  })
  it('never moves a lane past the default one', () => {
    expect(moveLane(flow, [1], 1, 1)).toEqual(flow)
    expect(moveLane(flow, [1], 0, 1)[1].lanes!.map((lane) => lane.id)).toEqual(['l2', 'l1', 'l3'])
  })
  it('tells nodes and lanes of the same name apart', () => {
    expect(pathOf(flow, 'e')).toEqual([1, 1, 1])
    expect(pathOf(flow, 'l2')).toBeNull()
    expect(pathOfLane(flow, 'l2')).toEqual([1])
  })
  it('knows the tasks that lead to a place, and not those beside it', () => {
    expect(earlierTasks(flow, [1, 1, 1]).map((one) => one.code)).toEqual(['a', 'd'])
    expect(earlierTasks([...flow, node('z')], [2]).map((one) => one.code)).toEqual(['a', 'c', 'd', 'e'])
  })
  it('gives codes that nobody has', () => {
    expect(freshCode([node('approval_1')], 'approval')).toBe('approval_2')
  })
  it('fills in the lists that the server leaves out', () => {
    const bare = [{ kind: 'branch', code: 'b', lanes: [{ id: 'x' }] }] as unknown as Step[]
    expect(withLists(bare)[0].lanes![0].steps).toEqual([])
  })
})

describe('time limits', () => {
  it('are a number and a unit where the text says no more', () => {
    for (const text of ['PT30M', 'PT24H', 'P3D', '3 working days', '8 working hours']) expect(spanText(parseSpan(text)!)).toBe(text)
    expect(spanText(parseSpan('P2W')!)).toBe('P14D')
    expect(spanWords('PT24H')).toBe('24 小时')
    expect([spanWords('3 working days'), spanWords('1 working hour')]).toEqual(['3 个工作日', '1 个工作小时'])
    expect(spanText({ count: 1, unit: 'workingDay' })).toBe('1 working days')
  })
  it('stay texts where they say more', () => {
    for (const text of ['P1DT2H', 'duration("P1D")', '', '0 working days', '3 working weeks']) expect(parseSpan(text)).toBeNull()
    expect(spanWords('P1DT2H')).toBe('P1DT2H')
  })
})
