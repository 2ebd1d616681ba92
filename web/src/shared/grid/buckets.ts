/** Stretches of the calendar that figures are grouped by, as the server writes them: day, week, month, quarter, year. */
export const BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Bucket = (typeof BUCKETS)[number]
export const isBucket = (text: string): text is Bucket => (BUCKETS as readonly string[]).includes(text)

// Days are reckoned in UTC throughout: a calendar day has no zone, and no clock change may move it.
const day = (year: number, month: number, date = 1) => new Date(Date.UTC(year, month, date))
const iso = (date: Date) => date.toISOString().slice(0, 10)
const SHAPES: [Bucket, RegExp][] = [
  ['day', /^(\d{4})-(\d\d)-(\d\d)$/], ['week', /^W(\d{4})-(\d\d)-(\d\d)$/], ['month', /^(\d{4})-(\d\d)$/], ['quarter', /^(\d{4})-Q([1-4])$/], ['year', /^(\d{4})$/],
]
/** A span of the calendar taken apart: which bucket, and its first day; null for anything else. */
export function read(text: string): { bucket: Bucket; from: Date } | null {
  for (const [bucket, shape] of SHAPES) {
    const [, year, second, third] = shape.exec(text) ?? []
    if (!year) continue
    const month = bucket === 'year' ? 0 : bucket === 'quarter' ? (Number(second) - 1) * 3 : Number(second) - 1
    return { bucket, from: day(Number(year), month, Number(third ?? 1)) }
  }
  return null
}
function after(bucket: Bucket, from: Date): Date {
  const [year, month, date] = [from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()]
  switch (bucket) {
    case 'day': return day(year, month, date + 1)
    case 'week': return day(year, month, date + 7)
    case 'month': return day(year, month + 1)
    case 'quarter': return day(year, month + 3)
    case 'year': return day(year + 1, 0)
  }
}
function write(bucket: Bucket, from: Date): string {
  const text = iso(from)
  if (bucket === 'quarter') return `${text.slice(0, 4)}-Q${Math.floor(from.getUTCMonth() / 3) + 1}`
  return bucket === 'month' ? text.slice(0, 7) : bucket === 'year' ? text.slice(0, 4) : text
}

/** A bucket as a filter keeps it: a week says that it is one, for its Monday is also a day. */
export const asSpan = (bucket: Bucket, key: string): string => (bucket === 'week' ? `W${key}` : key)
/** The first day of such a span and the first behind it, as ISO dates; null for anything else. */
export function daysOfSpan(span: string): [from: string, until: string] | null {
  const found = read(span)
  return found && [iso(found.from), iso(after(found.bucket, found.from))]
}
/** The buckets between the first and the last with none left out; the order and what is far too many stay as they are. */
export function unbroken(bucket: Bucket, keys: string[], most = 400): string[] {
  const first = keys.length ? read(asSpan(bucket, keys[0])) : null
  if (!first) return keys
  const made: string[] = []
  for (let at = first.from; made.length < most; at = after(bucket, at)) {
    made.push(write(bucket, at))
    if (made[made.length - 1] >= keys[keys.length - 1]) return made
  }
  return keys
}
