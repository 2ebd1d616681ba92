/** Whether a text says nothing: the server's own rule and words, asked before a decision is held back. */
export function saysNothing(text: string, words: readonly string[]): boolean {
  const said = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (new Set(said).size <= 1 || /^\d+$/.test(said)) return true
  const known = new Set(words)
  const lengths = [...new Set(words.map((word) => word.length))]
  const reached = new Set([0])
  for (const start of reached) {
    for (const length of lengths) if (known.has(said.slice(start, start + length)) && start + length <= said.length) reached.add(start + length)
  }
  return reached.has(said.length)
}
