/** A board's columns: which there are, in which order, and what the server is asked for each of them. */
import type { AggregateResult, Field } from '@/shared/api/types'
import { isEmpty } from '@/shared/form/core/registry'
import { optionsOf } from '@/shared/form/fields/select/options'
import { kindOf, rowToFeel } from '@/shared/grid/filter'

export interface LaneHead { key: string; value: unknown; label: string; count: number; sum: unknown; /** Its value can be given to a record. */ open: boolean }
export const MOST_LANES = 60
export const keyOfValue = (value: unknown) => (isEmpty(value) ? '' : String(value))

export interface Words { none: string; yes: string; no: string; name: (value: unknown, display: string) => string }
export function lanesOf(field: Field, found: AggregateResult, sum: string, words: Words): LaneHead[] {
  const groups = new Map(found.rows.map((row) => [keyOfValue(row.keys[field.code]), row]))
  const head = (key: string, value: unknown, label: string, open = true): LaneHead => {
    const row = groups.get(key)
    groups.delete(key)
    return { key, value, label, count: row?.count ?? 0, sum: row?.values[sum] ?? null, open }
  }
  const none = head('', null, words.none, !field.required)
  const lanes: LaneHead[] = []
  if (kindOf(field) === 'choice') {
    for (const option of optionsOf(field)) if (!option.archived || groups.has(option.value)) lanes.push(head(option.value, option.value, option.label, !option.archived))
  }
  if (kindOf(field) === 'boolean') lanes.push(head('true', true, words.yes), head('false', false, words.no))
  const rest = [...groups].sort(([, one], [, two]) => two.count - one.count)
  const others = rest.map(([key, row]) => head(key, row.keys[field.code], words.name(row.keys[field.code], row.display[field.code] ?? '')))
  const all = [...lanes, ...others].slice(0, MOST_LANES)
  return none.count ? [none, ...all] : none.open ? [...all, none] : all
}

/** The records of one column among those that are looked at. */
export function laneFeel(field: Field, value: unknown, feel: string): string {
  const own = isEmpty(value) ? `${field.code} = null` : rowToFeel({ field: field.code, operator: '=', value }, field)
  return feel ? `(${feel}) and ${own}` : own
}
