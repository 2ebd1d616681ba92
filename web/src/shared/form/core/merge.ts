/**
 * Bringing the server's answer into a form that somebody is typing in: what was edited after the question
 * was asked stays, everything else (formulas, look-ups, filled-in values) is taken over.
 */
import type { Values } from '@/shared/api/types'
import { rowsOf } from './paths'

export function merged(local: Values, answer: Values, editedSince: ReadonlySet<string>, faulty: ReadonlySet<string>): Values {
  // What the server could not read it answers as empty, with an error: the person's text stays to be corrected.
  const keep = (path: string, theirs: unknown) => editedSince.has(path) || (faulty.has(path) && (theirs === null || theirs === undefined))
  const result: Values = { ...local }
  for (const [code, theirs] of Object.entries(answer)) {
    if (keep(code, theirs)) continue
    result[code] = Array.isArray(theirs) && theirs.some(isRow) ? mergedRows(code, rowsOf(local[code]), rowsOf(theirs), keep) : theirs
  }
  return result
}

const isRow = (item: unknown) => typeof item === 'object' && item !== null && !Array.isArray(item)

function mergedRows(code: string, ours: Values[], theirs: Values[], keep: (path: string, value: unknown) => boolean): Values[] {
  return theirs.map((row, index) => {
    const mine = ours[index]
    if (!mine) return row
    const result: Values = { ...mine }
    for (const [column, value] of Object.entries(row)) {
      if (!keep(`${code}[${index}].${column}`, value)) result[column] = value
    }
    return result
  })
}
