/** Values that are keys of something else (people, departments): their words, one or many. */
import type { Field } from '@/shared/api/types'
import { remembered } from './labels'

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value])

export function keyText(value: unknown, field: Field, shown: unknown): string {
  if (typeof shown === 'string' && shown) return shown
  const given = Array.isArray(shown) ? shown : []
  return listOf(value)
    .map((key, index) => {
      const named = given[index]
      if (typeof named === 'string') return named
      if (typeof named === 'object' && named !== null) return String((named as { name?: string; title?: string }).name ?? (named as { title?: string }).title ?? key)
      if (typeof shown === 'object' && shown !== null && !Array.isArray(shown)) {
        const record = shown as Record<string, unknown>
        return String(record[String(key)] ?? record.name ?? record.title ?? key)
      }
      return remembered(field, key) ?? String(key)
    })
    .join('、')
}
