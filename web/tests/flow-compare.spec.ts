import { describe, expect, it } from 'vitest'
import { compare, type Version } from '@/features/flow-designer/compare'
import type { FlowNode, Step } from '@/shared/api/types'

const words = { users: [], roles: [{ code: 'cfo', name: '财务总监' }] as never[], departments: [], fields: [{ code: 'amount', label: '金额', type: 'money' }], nodes: [] }
const node = (code: string, more: Partial<FlowNode> = {}): Step => ({ kind: 'node', node: { kind: 'userTask', code, name: code, assignment: { policies: [{ kind: 'direct_leader' }] }, ...more } })
const version = (steps: Step[], definition = {}): Version => ({ definition, steps })
const told = (before: Version, after: Version) => compare(before, after, words, (text) => text ?? '').map((one) => `${one.kind} ${one.of} ${one.name}: ${one.changes.map((change) => `${change.label} ${change.before}→${change.after}`).join('; ')}`)
const branch = (lanes: Step['lanes']): Step => ({ kind: 'branch', code: 'b', lanes })

describe('two versions of a process', () => {
  it('that are alike have nothing to tell', () => {
    const steps = [node('a'), branch([{ id: 'l', condition: 'x', steps: [node('c')] }, { id: 'd', default: true, steps: [] }])]
    expect(told(version(steps), version(structuredClone(steps)))).toEqual([])
  })
  it('tell a changed step in the words of its card and drawer', () => {
    const found = told(version([node('a')]), version([node('a', { completion: 'any', due: 'PT24H', fields: { amount: 'edit' }, assignment: { policies: [{ kind: 'role', role: 'cfo' }] } })]))
    expect(found).toEqual(['changed step a: 由谁办理 直属上级→财务总监; 多人时 会签：所有人都要同意→或签：一人同意即可; 办理时限 →24 小时; 表单权限：金额 →可改'])
  })
  it('tell what came and what went', () => {
    const found = compare(version([node('a')]), version([node('z')]), words, String)
    expect(found.map((one) => [one.kind, one.name])).toEqual([['added', 'z'], ['removed', 'a']])
    expect(found[1].changes.every((change) => change.after === '')).toBe(true)
  })
  it('tell lanes by condition and order', () => {
    const before = branch([{ id: 'l', condition: 'amount > 1', steps: [] }, { id: 'm', condition: 'amount > 2', steps: [] }, { id: 'd', default: true, steps: [] }])
    const after = branch([{ id: 'm', condition: 'amount > 9', steps: [] }, { id: 'l', condition: 'amount > 1', steps: [] }, { id: 'd', default: true, steps: [] }])
    expect(told(version([before]), version([after]))).toEqual(['changed lane 条件 1: 条件 amount > 2→amount > 9; 顺序 优先级 2→优先级 1', 'changed lane 条件 2: 顺序 优先级 1→优先级 2'])
  })
  it('tell a step that went elsewhere, not those that only moved along', () => {
    const lanes = (steps: Step[]) => branch([{ id: 'l', name: '大额', condition: 'x', steps }, { id: 'd', default: true, steps: [] }])
    expect(told(version([node('a'), lanes([])]), version([lanes([node('a')])]))).toEqual(['changed step a: 位置 主流程→条件分支 › 大额'])
    expect(told(version([node('a'), node('b')]), version([node('x'), node('a'), node('b')]))).toHaveLength(1)
    expect(told(version([node('a'), node('c')]), version([node('c'), node('a')]))).toEqual(['changed step c: 位置 在“a”后→最前', 'changed step a: 位置 最前→在“c”后'])
  })
  it('leave out nothing of an automatic step', () => {
    const service = (config: Record<string, unknown>): Step => ({ kind: 'node', node: { kind: 'serviceTask', code: 's', name: 's', connector: 'record_create', config } })
    expect(told(version([service({ form: 'orders', values: { title: 'a' }, strange: [1] })]), version([service({ form: 'orders', values: { title: 'b' }, strange: [2] })]))).toEqual(['changed step s: 写入内容 · title a→b; strange [1]→[2]'])
  })
  it('tell settings of the process itself', () => {
    expect(told(version([], { title: '"a"' }), version([], { title: '"b"' }))).toEqual(['changed process 流程设置: 标题公式 "a"→"b"'])
  })
})
