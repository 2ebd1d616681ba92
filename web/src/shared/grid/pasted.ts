/** A block of cells as spreadsheets put it on the clipboard: tabs and lines, quotes around what holds either. */
export const MOST_ROWS = 1_000
export const MOST_COLUMNS = 100
/** Letters: beyond that no block of so many cells is meant. */
export const MOST_TEXT = 4_000_000

export function readTable(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let at = 0
  const endCell = () => {
    rows[rows.length - 1].push(cell)
    cell = ''
  }
  const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  while (at < plain.length) {
    const letter = plain[at]
    if (letter === '"' && cell === '' && (at === 0 || plain[at - 1] === '\t' || plain[at - 1] === '\n')) {
      const [inside, end] = quoted(plain, at)
      cell = inside
      at = end
      continue
    }
    if (letter === '\t') endCell()
    else if (letter === '\n') {
      endCell()
      rows.push([])
    } else cell += letter
    at += 1
  }
  endCell()
  return rows
}

/** The text between quotes, doubled ones as one, and where it ends; an open quote is only a letter. */
function quoted(text: string, start: number): [inside: string, end: number] {
  let inside = ''
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') inside += text[at]
    else if (text[at + 1] === '"') {
      inside += '"'
      at += 1
    } else if (at + 1 === text.length || text[at + 1] === '\t' || text[at + 1] === '\n') return [inside, at + 1]
    else break
  }
  return ['"', start + 1]
}

export const widthOf = (table: string[][]) => Math.max(...table.map((row) => row.length))
/** How many rows a block takes in a range of that height. */
export const heightOf = (table: string[][], height: number) => (height % table.length === 0 ? height : table.length)
/** The block as it fills a range: one cell fills all of it, a block whose size divides the range repeats. */
export function filling(table: string[][], height: number, width: number): string[][] {
  const rows = table.length
  const columns = widthOf(table)
  const down = heightOf(table, height)
  const across = width % columns === 0 ? width : columns
  return Array.from({ length: down }, (_, row) => Array.from({ length: across }, (_cell, column) => table[row % rows][column % columns] ?? ''))
}
