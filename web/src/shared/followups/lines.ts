/** A list with one entry per line of a subtable – `for row in items return {sku: row.product.code}` – as its parts. */
export interface Lines { table: string; values: Record<string, string> }

/** Null where the text is anything else. */
export function readLines(text: string): Lines | null {
  const found = /^for row in ([\p{L}_][\p{L}\p{N}_]*) return \{(.*)\}$/su.exec(text.trim())
  if (!found) return null
  const values: Record<string, string> = {}
  for (const part of found[2].split(',').map((one) => one.trim()).filter(Boolean)) {
    const entry = /^([\p{L}_][\p{L}\p{N}_]*|"[^"]+")\s*:\s*([^{}"()]+|"[^"]*")$/su.exec(part)
    if (!entry) return null
    values[entry[1].replace(/"/g, '')] = entry[2].trim()
  }
  return { table: found[1], values }
}
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u
export function linesText(lines: Lines): string {
  const entries = Object.entries(lines.values).map(([name, value]) => `${NAME.test(name) ? name : JSON.stringify(name)}: ${value || 'null'}`)
  return `for row in ${lines.table} return {${entries.join(', ')}}`
}
