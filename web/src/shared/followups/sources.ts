/** One value of a follow-up as a choice – a place, something fixed, a formula – and as the FEEL text that says it. */
import type { Field } from '@/shared/api/types'
import { textOf } from '@/shared/form/core/registry'
import { looksLike } from '@/shared/form/core/registry'
import { t } from '@/shared/i18n'
import type { Place } from './places'

export type Source = { kind: 'none' } | { kind: 'place'; path: string } | { kind: 'fixed'; value: string } | { kind: 'formula'; text: string }

const STRING = /^"(?:[^"\\]|\\.)*"$/
/** What the text says; anything that is no place and nothing fixed is a formula, kept as it is. */
export function readSource(text: string, places: Place[]): Source {
  const trimmed = text.trim()
  if (!trimmed) return { kind: 'none' }
  // A link itself means its record, as its `id` does.
  const place = places.find((one) => one.path === trimmed) ?? places.find((one) => one.type === 'link' && one.path === `${trimmed}.id`)
  if (place) return { kind: 'place', path: place.path }
  if (STRING.test(trimmed)) return { kind: 'fixed', value: JSON.parse(trimmed) as string }
  const day = /^date\("([^"]*)"\)$/.exec(trimmed)
  if (day) return { kind: 'fixed', value: day[1] }
  if (/^-?\d+(\.\d+)?$/.test(trimmed) || trimmed === 'true' || trimmed === 'false') return { kind: 'fixed', value: trimmed }
  return { kind: 'formula', text: trimmed }
}
/** Something fixed as FEEL, in the way of the field it goes to. */
export function fixedText(value: string, target: Field | undefined): string {
  const look = target ? looksLike(target) : 'text'
  if (value === '') return ''
  if (look === 'boolean') return value === 'true' ? 'true' : 'false'
  if ((look === 'number' || look === 'money') && /^-?\d+(\.\d+)?$/.test(value)) return value
  if (look === 'date') return `date(${JSON.stringify(value)})`
  return JSON.stringify(value)
}
/** The value in words, for the sentence of a follow-up. */
export function sourceText(text: string, places: Place[], target?: Field): string {
  const source = readSource(text, places)
  switch (source.kind) {
    case 'none':
      return t('source.none')
    case 'place':
      return places.find((place) => place.path === source.path)!.label
    case 'fixed':
      return `“${target ? textOf(target, source.value) || source.value : source.value}”`
    default:
      return source.text
  }
}
