/** Cells by number, and the block between two of them. Row -1 is the header. */
export interface Cell { row: number; column: number }
export interface Range { top: number; left: number; bottom: number; right: number }

export const rangeOf = (one: Cell, two: Cell): Range => ({
  top: Math.max(0, Math.min(one.row, two.row)), bottom: Math.max(one.row, two.row), left: Math.min(one.column, two.column), right: Math.max(one.column, two.column),
})
export const within = (range: Range, row: number, column: number) => row >= range.top && row <= range.bottom && column >= range.left && column <= range.right

/** Where a key leads, or undefined where it leads nowhere. `page` is how many rows are in sight. */
export function destination(event: KeyboardEvent, from: Cell, last: Cell, page: number): Cell | undefined {
  const far = event.ctrlKey || event.metaKey
  const { row, column } = from
  switch (event.key) {
    case 'ArrowDown': return { row: far ? last.row : row + 1, column }
    case 'ArrowUp': return { row: far ? 0 : row - 1, column }
    case 'ArrowRight': return { row, column: far ? last.column : column + 1 }
    case 'ArrowLeft': return { row, column: far ? 0 : column - 1 }
    case 'PageDown': return { row: row + page, column }
    case 'PageUp': return { row: Math.max(0, row - page), column }
    case 'Home': return far ? { row: 0, column: 0 } : { row, column: 0 }
    case 'End': return far ? { row: last.row, column } : { row, column: last.column }
    default: return undefined
  }
}
