import { describe, expect, it } from 'vitest'
import { likeTemplate, nearest, withColumns } from '@/features/form-designer/filling'
import { columnsOf, guess } from '@/features/form-designer/guess'
import { purchase } from './fixtures/purchase'

const type = (label: string, ...samples: string[]) => guess(label, samples).type

describe('fields out of a spreadsheet', () => {
  it('reads headings', () => {
    const expected: Record<string, string> = { 采购日期: 'date', 金额: 'money', 单价: 'money', 差旅费用: 'money', 数量: 'number', 人数: 'number', 是否含税: 'boolean', 联系电话: 'text', 邮箱: 'text', 附件: 'attachment', 付款截图: 'image', 现场照片: 'image', 备注: 'longtext', 情况说明: 'longtext', 退货原因: 'longtext', 合同编号: 'text', 名称: 'text', 申请人: 'person', 使用部门: 'department', 开始时间: 'datetime' }
    for (const [label, wanted] of Object.entries(expected)) expect([label, type(label)]).toEqual([label, wanted])
    expect(guess('联系电话', ['13800001111']).settings).toEqual({ format: 'mobile' })
    expect(guess('电话', ['0571-88886666']).settings).toBeUndefined()
    expect(guess('邮箱', []).settings).toEqual({ format: 'email' })
  })
  it('believes the values more than the heading', () => {
    expect(type('数量', '10 箱', '若干')).toBe('text')
    expect(type('是否到货', '是', '部分', '否')).toBe('text')
    expect(type('金额', '¥1,200.50', '300')).toBe('money')
    expect(guess('数量', ['1', '2.25']).settings).toEqual({ scale: 2 })
    expect(type('到货', '2026-01-02', '2026/1/3', '2026年1月4日')).toBe('date')
    expect(type('代号', '007', '008')).toBe('text')
    expect(type('评分', '1', '2', '5', '3', '4')).toBe('number')
    expect(guess('类别', ['原料', '工具', '原料', '工具'])).toEqual({ type: 'select', settings: { options: ['原料', '工具'] } })
    expect(type('类别', '原料', '工具', '设备')).toBe('text')
  })
  it('takes a header row with or without rows below, leaves a title out, and reads names below each other', () => {
    expect(columnsOf('日期\t金额*\t备注').map((column) => [column.label, column.type])).toEqual([['日期', 'date'], ['金额', 'money'], ['备注', 'longtext']])
    expect(columnsOf('采购明细表\t\t\n品名\t数量\t数量\n水泥\t1\t2').map((column) => [column.label, column.samples])).toEqual([['品名', ['水泥']], ['数量', ['1']], ['数量 2', ['2']]])
    expect(columnsOf('品名\n数量\n单价').map((column) => column.label)).toEqual(['品名', '数量', '单价'])
    expect(columnsOf('金额\n10\n20').map((column) => column.label)).toEqual(['金额'])
    expect(columnsOf('')).toEqual([])
  })
  it('makes fields with codes of their own', () => {
    const made = withColumns({ ...purchase, fields: [] }, columnsOf('甲\t乙\t类别\nx\ty\ta\nx2\ty\ta\nx3\tz\tb\nx4\tz\tb'))
    expect(made.fields.map((field) => [field.code, field.type])).toEqual([['text_1', 'text'], ['select_1', 'select'], ['select_2', 'select']])
    expect(made.fields[2].settings?.options).toEqual(['a', 'b'])
  })
})

describe('beginning with a ready-made form', () => {
  it('makes text of links to forms that are not here', () => {
    const own = { code: 'mine', name: '我的', fields: [] }
    const all = likeTemplate(own, purchase, new Set(['products', 'suppliers', 'departments']))
    const links = (fields: typeof all.fields): string[] => fields.flatMap((field) => [...(field.type === 'link' ? [field.code] : []), ...links(field.fields ?? [])])
    expect(links(all.fields).length).toBeGreaterThan(0)
    expect(all.code).toBe('mine')
    expect(links(likeTemplate(own, purchase, new Set()).fields)).toEqual([])
  })
  it('offers those that share words with the name first', () => {
    const named = (name: string, category: string) => ({ name, description: '', category })
    const all = [named('请假', '人事'), named('用章', '行政'), named('出差', '人事'), named('费用报销', '财务'), named('付款', '财务')]
    expect(nearest('部门报销单', all, 3).map((one) => one.name)).toEqual(['费用报销', '请假', '用章'])
  })
})
