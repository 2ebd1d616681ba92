/** Which words of an expression are fields: they are shown by their label, and marked where they are gone. */

/** A field as an expression names it: `qty`, or `lines.qty` from outside of its table. */
export interface Name { code: string; label: string; type: string }
export interface Token { from: number; to: number; code: string; name: Name | null }

const KEYWORDS = new Set('if then else for in return some every satisfies and or not true false null between instance of function item partial user'.split(' '))
const SPACED = ['date and time', 'list contains', 'string length', 'string join', 'upper case', 'lower case', 'starts with', 'ends with', 'substring before', 'substring after', 'index of', 'distinct values', 'insert before', 'day of year', 'day of week', 'month of year', 'week of year', 'years and months duration', 'get value', 'get entries', 'round up', 'round down', 'round half up', 'round half down', 'context merge', 'list replace', 'overlaps before', 'overlaps after', 'finished by', 'started by', 'met by', 'days and time duration']
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy
const FUNCTION = new RegExp(`(?:${SPACED.join('|')})\\s*\\(`, 'y')
const LOCAL = /(?:\b(?:for|some|every)|,)\s+([\p{L}_][\p{L}\p{N}_]*)\s+in\s/gu
const STRING = /"(?:[^"\\]|\\.)*"?/y

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

export function tokensOf(text: string, names: Name[]): Token[] {
  const byCode = new Map(names.map((name) => [name.code, name]))
  const columns = new Map(names.filter((name) => name.code.includes('.')).map((name) => [name.code.split('.')[1], name]))
  const tables = new Set(names.filter((name) => name.code.includes('.')).map((name) => name.code.split('.')[0]))
  const locals = new Set([...text.matchAll(LOCAL)].map((found) => found[1]))
  const found: Token[] = []
  let depth = 0
  for (let at = 0; at < text.length; ) {
    const letter = text[at]
    const skipped = letter === '"' ? matchAt(STRING, text, at) : matchAt(FUNCTION, text, at)
    const word = skipped ? null : matchAt(WORD, text, at)
    if (skipped) at += skipped.length
    else if (!word) {
      if (letter === '[') depth += 1
      if (letter === ']') depth -= 1
      // Digits with letters behind them are no name, nor what follows a point.
      at += matchAt(/[\d.]+[\p{L}\p{N}_]*/uy, text, at)?.length || 1
    } else {
      const end = at + word.length
      const column = text[end] === '.' ? matchAt(WORD, text, end + 1) : null
      const path = column ? `${word}.${column}` : ''
      const next = text.slice(end).trimStart()[0]
      if (path && byCode.has(path)) found.push({ from: at, to: at + path.length, code: path, name: byCode.get(path)! })
      else if (path && tables.has(word)) found.push({ from: at, to: at + path.length, code: path, name: null })
      else if (byCode.has(word)) found.push({ from: at, to: end, code: word, name: byCode.get(word)! })
      else if (depth > 0 && columns.has(word)) found.push({ from: at, to: end, code: word, name: columns.get(word)! })
      else if (!KEYWORDS.has(word) && !locals.has(word) && next !== '(' && next !== ':') found.push({ from: at, to: end, code: word, name: null })
      at = found[found.length - 1]?.from === at ? found[found.length - 1].to : end
      // What follows a point belongs to the value before it.
      while (text[at] === '.' && matchAt(WORD, text, at + 1)) at += 1 + matchAt(WORD, text, at + 1)!.length
    }
  }
  return found
}

/** The text as it is seen, with labels for codes. */
export function labelled(text: string, names: Name[]): string {
  return tokensOf(text, names).reduceRight((now, token) => (token.name ? now.slice(0, token.from) + token.name.label + now.slice(token.to) : now), text)
}
