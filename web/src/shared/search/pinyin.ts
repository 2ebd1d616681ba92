/** Pinyin for the few texts that are ours; what the server holds is matched there, by the same rule. */

/** Whether the letters are eaten up by one syllable after another, each giving at least its first letter. */
export function spelt(query: string, syllables: string[]): boolean {
  const letters = query.toLowerCase().replace(/[\s']/g, '')
  if (!/^[a-z0-9]+$/.test(letters)) return false
  return syllables.some((_, start) => {
    let reached = new Set([0])
    for (const syllable of syllables.slice(start)) {
      const next = new Set<number>()
      for (const at of reached) {
        for (let length = 1; length <= syllable.length && letters.startsWith(syllable.slice(0, length), at); length += 1) next.add(at + length)
      }
      if (next.has(letters.length)) return true
      reached = next
    }
    return false
  })
}
