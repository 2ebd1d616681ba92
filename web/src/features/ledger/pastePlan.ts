/** What a block from the clipboard means in a ledger: which record gets which texts, and what no cell takes. */
import type { LedgerRecord, RecordChange, RecordOutcome } from '@/shared/api/types'
import type { GridColumn } from '@/shared/grid/columns'
import { filling, widthOf } from '@/shared/grid/pasted'
import type { Range } from '@/shared/grid/selection'

export interface PlannedCell { code: string; text: string; locked: boolean; error: string }
export interface PlannedRow { record: LedgerRecord | null; index: number; cells: PlannedCell[]; after: LedgerRecord | null; error: string }
export interface Plan { rows: PlannedRow[]; columns: GridColumn<LedgerRecord>[]; /** Columns of the block that lie beyond the last one. */ beyond: number; /** Rows of it that no record takes. */ left: number }

/** `rows`: the records from the range's first row on, as many as there are; behind them new ones where `mayAdd`. */
export function planOf(table: string[][], range: Range, columns: GridColumn<LedgerRecord>[], rows: LedgerRecord[], mayAdd: boolean): Plan {
  const block = filling(table, range.bottom - range.top + 1, range.right - range.left + 1)
  const width = widthOf(block)
  const targets = columns.slice(range.left, range.left + width)
  const kept = mayAdd ? block : block.slice(0, rows.length)
  return {
    columns: targets,
    beyond: width - targets.length,
    left: block.length - kept.length,
    rows: kept.map((line, row) => ({
      record: rows[row] ?? null, index: range.top + row, after: null, error: '',
      cells: targets.map((column, at) => ({ code: column.code, text: line[at] ?? '', locked: !column.editable, error: '' })),
    })),
  }
}
const open = (row: PlannedRow) => row.cells.filter((cell) => !cell.locked && !cell.error)

/** The rows still worth sending, and what is sent for them. */
export function changesOf(rows: PlannedRow[]): { rows: PlannedRow[]; changes: RecordChange[] } {
  const sent = rows.filter((row) => !row.error && open(row).length)
  return {
    rows: sent,
    changes: sent.map((row) => ({
      record: row.record?.id ?? null, revision: row.record?.revision ?? null, values: {}, remove: false,
      texts: Object.fromEntries(open(row).map((cell) => [cell.code, cell.text])),
    })),
  }
}
/** Notes what the server says of each row: at its cell, or at the row where no cell is to blame. */
export function judged(rows: PlannedRow[], outcomes: RecordOutcome[], changed: string): PlannedRow[] {
  return rows.map((row, index) => {
    const outcome = outcomes[index]
    const at = new Map(outcome.errors.map((one) => [one.field, one.message]))
    const cells = row.cells.map((cell) => ({ ...cell, error: cell.error || (cell.locked ? '' : (at.get(cell.code) ?? '')) }))
    const elsewhere = outcome.errors.filter((one) => !row.cells.some((cell) => cell.code === one.field && !cell.locked))
    const lost = outcome.current || outcome.gone ? changed : ''
    return { ...row, cells, after: outcome.record, error: lost || elsewhere.map((one) => one.message).join('；') }
  })
}
export const countOf = (rows: PlannedRow[]) => {
  const sent = changesOf(rows).rows
  return {
    changed: sent.filter((row) => row.record).length,
    made: sent.filter((row) => !row.record).length,
    cells: sent.reduce((sum, row) => sum + open(row).length, 0),
    refused: rows.reduce((sum, row) => sum + row.cells.filter((cell) => (cell.locked ? cell.text.trim() !== '' : Boolean(cell.error || row.error))).length, 0),
  }
}
