/** Row numbers live in paths (`items[2].qty`): where a row comes or goes, what is said of the rows below follows it. */
import { cellPath } from './paths'

/** The path with its row's new number; null where the row is gone; what stands elsewhere stays as it is. */
export function renumbered(path: string, table: string, to: (row: number) => number | null): string | null {
  const cell = cellPath(path)
  if (cell?.table !== table) return path
  const row = to(cell.row)
  return row === null ? null : `${table}[${row}]${cell.column && `.${cell.column}`}`
}
export function renumberedMap<T>(map: Record<string, T>, table: string, to: (row: number) => number | null): Record<string, T> {
  return Object.fromEntries(Object.entries(map).flatMap(([path, value]) => {
    const next = renumbered(path, table, to)
    return next === null ? [] : [[next, value]]
  }))
}
export const inRow = (path: string, table: string, row: number) => {
  const cell = cellPath(path)
  return cell?.table === table && cell.row === row
}

export interface Removed<Kept> { table: string; at: number; kept: Kept }
/**
 * The rows that may come back, in the order in which they stood. Each knows before which row it belongs, whatever
 * else has been added, removed or brought back meanwhile.
 */
export class RemovedRows<Kept> {
  private all: Removed<Kept>[] = []

  take(table: string, at: number, kept: Kept): Removed<Kept> {
    const one = { table, at, kept }
    const after = this.all.findIndex((other) => other.table === table && other.at > at)
    for (const other of this.all) if (other.table === table && other.at > at) other.at -= 1
    this.all.splice(after < 0 ? this.all.length : after, 0, one)
    return one
  }
  added(table: string, at: number): void {
    for (const other of this.all) if (other.table === table && other.at > at) other.at += 1
  }
  /** Where it goes back to; null where it is no longer waiting. */
  giveBack(one: Removed<Kept>): number | null {
    const place = this.all.indexOf(one)
    if (place < 0) return null
    this.all.splice(place, 1)
    for (const other of this.all.slice(place)) if (other.table === one.table) other.at += 1
    return one.at
  }
  clear(): void {
    this.all = []
  }
}
