/** What a heading and the values below it want to be: fields out of a table copied from a spreadsheet. */
import type { Values } from '@/shared/api/types'
import { readNumber } from '@/shared/form/core/numbers'
import { readTable } from '@/shared/grid/pasted'

export interface Guess { type: string; settings?: Values }
/** One column of what was pasted. */
export interface Column extends Guess { label: string; samples: string[]; chosen: boolean }

const DATE = /^\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?$/
const STAMP = /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]\d{1,2}[:：]\d{2}/
const YES_NO = /^(是|否|有|无|√|×|✓|✗|y|n|yes|no|true|false)$/i
/** Digits that name something: a number of a contract, a card, a telephone. */
const NAMING = /^0\d|^\d{12,}$/
const isNumber = (text: string) => /^-?\d*\.?\d+$/.test(readNumber(text) ?? '') && !NAMING.test(text)
const places = (text: string) => (readNumber(text) ?? '').split('.')[1]?.length ?? 0

type Rule = [heading: RegExp, guess: (label: string, samples: string[]) => Guess, fits?: (text: string) => boolean]
const RULES: Rule[] = [
  [/^是否|是否$|^有无/, () => ({ type: 'boolean' }), (text) => YES_NO.test(text)],
  [/截图|照片|图片|拍照/, () => ({ type: 'image' })],
  [/附件|扫描件|文件$/, () => ({ type: 'attachment' })],
  [/邮箱|邮件|e-?mail/i, () => ({ type: 'text', settings: { format: 'email' } }), (text) => /^[^@\s]+@[^@\s]+$/.test(text)],
  [/手机|电话/, () => ({ type: 'text', settings: { format: 'mobile' } }), (text) => /^(\+86)?1\d{10}$/.test(text)],
  [/电话|传真|编号|单号|号码|代码|账号|卡号/, () => ({ type: 'text' })],
  [/身份证/, () => ({ type: 'text', settings: { format: 'id_card' } }), (text) => /^\d{17}[\dXx]$/.test(text)],
  [/备注|说明|原因|理由|描述|事由|意见/, () => ({ type: 'longtext' })],
  [/时间$/, () => ({ type: 'datetime' }), (text) => STAMP.test(text)],
  [/日期|时间$|生日|日$/, () => ({ type: 'date' }), (text) => DATE.test(text)],
  [/金额|单价|费用|价格|总价|价款|预算|货款|运费|税额|押金|工资|费$|款$/, () => ({ type: 'money' }), isNumber],
  [/数量|数$|重量|面积|体积|长度|库存|天数|时长/, (_label, samples) => numeric(samples), isNumber],
  [/^(申请|经办|负责|采购|跟进|验收|领用)(人|员)$/, () => ({ type: 'person' })],
  [/部门$/, () => ({ type: 'department' })],
]
function numeric(samples: string[]): Guess {
  return { type: 'number', settings: { scale: samples.length ? Math.min(6, Math.max(...samples.map(places))) : 2 } }
}
/** Few values that come again and again are a choice between them. */
function choice(samples: string[]): Guess | null {
  const options = [...new Set(samples)]
  const repeated = samples.length >= 4 && options.length >= 2 && options.length <= 12 && options.length * 2 <= samples.length
  return repeated && options.every((option) => option.length <= 16) ? { type: 'select', settings: { options } } : null
}
function byValues(samples: string[]): Guess {
  if (!samples.length) return { type: 'text' }
  if (samples.every((text) => YES_NO.test(text))) return { type: 'boolean' }
  if (samples.every((text) => STAMP.test(text))) return { type: 'datetime' }
  if (samples.every((text) => DATE.test(text))) return { type: 'date' }
  if (samples.every((text) => /^[¥￥$]/.test(text) && isNumber(text))) return { type: 'money' }
  const chosen = choice(samples)
  if (samples.every(isNumber) && samples.some((text) => places(text) > 0 || !chosen)) return numeric(samples)
  if (chosen) return chosen
  return { type: samples.some((text) => text.length > 40 || text.includes('\n')) ? 'longtext' : 'text' }
}

export function guess(label: string, samples: string[]): Guess {
  const filled = samples.map((text) => text.trim()).filter(Boolean)
  for (const [heading, make, fits] of RULES) if (heading.test(label) && (!fits || filled.every(fits))) return make(label, filled)
  return byValues(filled)
}

/** A table as pasted: a line of headings, with or without rows below; a title over it is left out; one column of names is headings too. */
export function columnsOf(text: string): Column[] {
  let rows = readTable(text).map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean))
  const filled = (row: string[]) => row.filter(Boolean).length
  while (rows.length > 1 && filled(rows[0]) === 1 && filled(rows[1]) > 1) rows = rows.slice(1)
  if (rows.length > 1 && rows.every((row) => row.length === 1) && isListOfNames(rows.map((row) => row[0]))) rows = [rows.map((row) => row[0])]
  const [heads = [], ...below] = rows
  const known = new Map<string, number>()
  return heads.flatMap((head, index) => {
    const plain = head.replace(/\s+/g, ' ').replace(/[*＊：:]+$/, '').slice(0, 80)
    if (!plain) return []
    const again = (known.get(plain) ?? 0) + 1
    known.set(plain, again)
    const samples = below.map((row) => row[index] ?? '').filter(Boolean)
    return [{ label: again > 1 ? `${plain} ${again}` : plain, samples, chosen: true, ...guess(plain, samples) }]
  })
}
const isListOfNames = (cells: string[]) => new Set(cells).size === cells.length && !cells.slice(1).some((cell) => isNumber(cell) || DATE.test(cell) || STAMP.test(cell) || YES_NO.test(cell))
