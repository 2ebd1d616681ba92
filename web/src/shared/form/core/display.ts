/** Looking up what the server shows for a raw value, at the top level or inside a subtable's row. */
import type { Values } from '@/shared/api/types'

export function shownAt(display: Values | undefined, code: string, row?: number, column?: string): unknown {
  if (!display) return undefined
  if (row === undefined || column === undefined) return display[code]
  const flat = display[`${code}[${row}].${column}`]
  if (flat !== undefined) return flat
  const rows = display[code]
  const found = Array.isArray(rows) ? (rows[row] as unknown) : undefined
  return typeof found === 'object' && found !== null ? (found as Values)[column] : undefined
}
