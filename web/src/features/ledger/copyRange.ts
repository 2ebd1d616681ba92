/** A range as spreadsheets take it: a line a row, tabs between the cells; numbers as numbers, texts quoted where they must be. */
import type { LedgerRecord } from '@/shared/api/types'
import type { GridColumn } from '@/shared/grid/columns'
import type { Range } from '@/shared/grid/selection'
import { valueOf } from '@/shared/ledger/systemFields'

const quoted = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

/** Null where a row of the range has not been read yet: half a range is worse than none. */
export function asTable(range: Range, columns: GridColumn<LedgerRecord>[], at: (index: number) => LedgerRecord | undefined): string | null {
  const lines: string[] = []
  for (let index = range.top; index <= range.bottom; index += 1) {
    const row = at(index)
    if (!row) return null
    lines.push(columns.slice(range.left, range.right + 1).map((column) => quoted(column.numeric ? String(valueOf(row, column.code) ?? '') : column.text(row))).join('\t'))
  }
  return lines.join('\n')
}
