/** Field paths as the server writes them (`items[0].qty`), read and written without changing the original. */
import type { Values } from '@/shared/api/types'

export interface CellPath { table: string; row: number; column: string }

export function cellPath(path: string): CellPath | null {
  const hit = /^(.+)\[(\d+)\](?:\.(.+))?$/.exec(path)
  return hit ? { table: hit[1], row: Number(hit[2]), column: hit[3] ?? '' } : null
}

export const rowsOf = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : [])

export function getAt(values: Values, path: string): unknown {
  const cell = cellPath(path)
  return cell ? rowsOf(values[cell.table])[cell.row]?.[cell.column] : values[path]
}

export function setAt(values: Values, path: string, value: unknown): Values {
  const cell = cellPath(path)
  if (!cell) return { ...values, [path]: value }
  const rows = rowsOf(values[cell.table]).slice()
  rows[cell.row] = { ...rows[cell.row], [cell.column]: value }
  return { ...values, [cell.table]: rows }
}

/** The path without row numbers, as definitions and access rules name it: `items.qty`. */
export const plainPath = (path: string) => path.replace(/\[\d+\]/g, '')

/** A path as an element id. */
export const idOf = (prefix: string, path: string) => `${prefix}-${path.replace(/[[\].]+/g, '_')}`
