/** What a heading and the values below it want to be: fields out of a table copied from a spreadsheet. */
import type { Values } from '@/shared/api/types'
import { readNumber } from '@/shared/form/core/numbers'
import { readTable } from '@/shared/grid/pasted'
import known from './headings.json'

export interface Guess { type: string; settings?: Values }
/** One column of what was pasted. */
export interface Column extends Guess { label: string; samples: string[]; chosen: boolean }

const pattern = (text: string) => new RegExp(text, 'i')
const VALUES = { date: pattern(known.values.date), datetime: pattern(known.values.datetime), boolean: pattern(known.values.boolean) }
const FORMATS: Record<string, RegExp> = { email: /^[^@\s]+@[^@\s]+$/, mobile: /^(\+86)?1\d{10}$/, id_card: /^\d{17}[\dXx]$/ }
const HEADINGS: { says: RegExp; type: string; format?: string }[] = known.headings.map((heading) => ({ ...heading, says: pattern(heading.says) }))

/** Digits that name something: a number of a contract, a card, a telephone. */
const NAMING = /^0\d|^\d{12,}$/
const isNumber = (text: string) => /^-?\d*\.?\d+$/.test(readNumber(text) ?? '') && !NAMING.test(text)
const places = (text: string) => (readNumber(text) ?? '').split('.')[1]?.length ?? 0
/** Whether a value can be of that type: what a heading promises must hold for all that stands below it. */
function fits(text: string, type: string, format?: string): boolean {
  if (format) return FORMATS[format].test(text)
  if (type === 'money' || type === 'number') return isNumber(text)
  return type in VALUES ? VALUES[type as keyof typeof VALUES].test(text) : true
}
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
  if (samples.every((text) => VALUES.boolean.test(text))) return { type: 'boolean' }
  if (samples.every((text) => VALUES.datetime.test(text))) return { type: 'datetime' }
  if (samples.every((text) => VALUES.date.test(text))) return { type: 'date' }
  if (samples.every((text) => /^[¥￥$]/.test(text) && isNumber(text))) return { type: 'money' }
  const chosen = choice(samples)
  if (samples.every(isNumber) && samples.some((text) => places(text) > 0 || !chosen)) return numeric(samples)
  if (chosen) return chosen
  return { type: samples.some((text) => text.length > 40 || text.includes('\n')) ? 'longtext' : 'text' }
}

export function guess(label: string, samples: string[]): Guess {
  const filled = samples.map((text) => text.trim()).filter(Boolean)
  const found = HEADINGS.find(({ says, type, format }) => says.test(label) && filled.every((text) => fits(text, type, format)))
  if (!found) return byValues(filled)
  if (found.type === 'number') return numeric(filled)
  return found.format ? { type: found.type, settings: { format: found.format } } : { type: found.type }
}

/** A table as pasted: a line of headings, with or without rows below; a title over it is left out; one column of names is headings too. */
export function columnsOf(text: string): Column[] {
  let rows = readTable(text).map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean))
  const filled = (row: string[]) => row.filter(Boolean).length
  while (rows.length > 1 && filled(rows[0]) === 1 && filled(rows[1]) > 1) rows = rows.slice(1)
  if (rows.length > 1 && rows.every((row) => row.length === 1) && isListOfNames(rows.map((row) => row[0]))) rows = [rows.map((row) => row[0])]
  const [heads = [], ...below] = rows
  const taken = new Map<string, number>()
  return heads.flatMap((head, index) => {
    const plain = head.replace(/\s+/g, ' ').replace(/[*＊：:]+$/, '').slice(0, 80)
    if (!plain) return []
    const again = (taken.get(plain) ?? 0) + 1
    taken.set(plain, again)
    const samples = below.map((row) => row[index] ?? '').filter(Boolean)
    return [{ label: again > 1 ? `${plain} ${again}` : plain, samples, chosen: true, ...guess(plain, samples) }]
  })
}
const isListOfNames = (cells: string[]) => new Set(cells).size === cells.length && !cells.slice(1).some((cell) => isNumber(cell) || VALUES.date.test(cell) || VALUES.datetime.test(cell) || VALUES.boolean.test(cell))
