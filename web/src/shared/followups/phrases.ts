/** A sentence with values in it – `促销开始：{主题}` – and the FEEL that joins it together. */
import type { Place } from './places'

const PLAIN = new Set(['text', 'longtext', 'select', 'serial', 'person', 'department'])
/** Values that may be missing must not make the whole sentence null. */
function spoken(place: Place): string {
  const said = PLAIN.has(place.type) ? place.path : `string(${place.path})`
  return place.optional ? `(if ${place.path} = null then "" else ${said})` : said
}
export interface Phrase { feel: string; unknown: string[] }

/** `unknown`: names in braces that no place has. An empty text is an empty string. */
export function fromPhrase(text: string, places: Place[]): Phrase {
  const byLabel = new Map(places.map((place) => [place.label, place]))
  const unknown: string[] = []
  const parts = text.split(/(\{[^{}]*\})/).filter(Boolean).map((part) => {
    const name = /^\{(.*)\}$/.exec(part)?.[1].trim()
    if (name === undefined) return JSON.stringify(part)
    const place = byLabel.get(name)
    if (!place) unknown.push(name)
    return place ? spoken(place) : JSON.stringify(part)
  })
  // A sentence that begins with a value is text all the same.
  return { feel: parts.join(' + ') || '""', unknown }
}

/** Cuts at ` + ` outside quotes and brackets. */
function pieces(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let quote = false
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"' && text[at - 1] !== '\\') quote = !quote
    if (quote) continue
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (letter === '+' && depth === 0) {
      found.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...found, text.slice(start)].map((part) => part.trim())
}
/** The sentence of a FEEL text, or null where it is more than texts and places joined. */
export function toPhrase(feel: string, places: Place[]): string | null {
  if (!feel.trim()) return ''
  const words = pieces(feel).map((part) => {
    if (/^"(?:[^"\\]|\\.)*"$/.test(part)) return JSON.parse(part) as string
    const guarded = /^\(if (.+?) = null then "" else (.+)\)$/.exec(part)
    const said = guarded ? guarded[2] : part
    const path = /^string\((.+)\)$/.exec(said)?.[1] ?? said
    const place = places.find((one) => one.path === path)
    return place ? `{${place.label}}` : null
  })
  return words.every((word) => word !== null) ? words.join('') : null
}
