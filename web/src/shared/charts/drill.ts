/** From a bar to the records behind it: the card's filter, its period and the bar's own keys as conditions. */
import type { Card, ChartPoint, Field, Person } from '@/shared/api/types'
import { remember } from '@/shared/form/core/labels'
import { asSpan } from '@/shared/grid/buckets'
import { filterToFeel, narrowed, readFilter, writeFilter, type Filter, type FilterRow } from '@/shared/grid/filter'
import { kindOf } from '@/shared/grid/filter'
import { bucketOf, keyOf } from './dimensions'

/** More names than this do not fit into an address. */
const MOST_PEOPLE = 150

/** What a card asks for: its own filter, within the page's period where it has a date for that. */
export function filterOf(card: Card, period: string): Filter {
  const own = readFilter(card.filter)
  return card.time && period ? narrowed(own, { field: card.time, operator: 'within', value: period }) : own
}
export const feelOf = (card: Card, period: string, fields: Map<string, Field>): string => filterToFeel(filterOf(card, period), fields)

/** The condition that one key of a point means; null where none says exactly that. */
function rowOf(key: string, value: unknown, shown: string, fields: Map<string, Field>, people: Person[]): FilterRow | null {
  const { code, part } = keyOf(key)
  const field = fields.get(code)
  if (!field) return null
  const bucket = bucketOf(key)
  if (part === 'department') {
    const members = people.filter((one) => one.department === value).map((one) => one.username)
    return value !== null && members.length && members.length <= MOST_PEOPLE ? { field: code, operator: 'in', value: members } : null
  }
  if (value === null || value === undefined) return { field: code, operator: 'empty', value: null }
  if (bucket) return { field: code, operator: 'within', value: asSpan(bucket, String(value)) }
  if (kindOf(field) === 'link') remember(field, value, shown)
  return { field: code, operator: '=', value: typeof value === 'boolean' ? String(value) : value }
}

/** The ledger's address for a point, or for everything a card counts; null where its records cannot be named. */
export function addressOf(card: Card, period: string, fields: Map<string, Field>, people: Person[], point?: ChartPoint): string | null {
  let filter = filterOf(card, period)
  if (point) {
    if (point.rest || point.split_rest) return null
    const rows = [rowOf(card.by ?? '', point.key, point.label, fields, people), ...(card.split ? [rowOf(card.split, point.split, point.split_label, fields, people)] : [])]
    for (const row of rows) {
      if (!row) return null
      filter = narrowed(filter, row)
    }
  }
  const text = writeFilter(filter)
  return `/ledgers/${encodeURIComponent(card.form)}?view=all${text ? `&filter=${encodeURIComponent(text)}` : ''}`
}
