/** A chart's answer as rows and series, time without gaps, every key in words: what is drawn and what the table says. */
import type { Card, Chart, ChartPoint, Field } from '@/shared/api/types'
import { textOf } from '@/shared/form/core/registry'
import { asSpan, unbroken } from '@/shared/grid/buckets'
import { spanText } from '@/shared/grid/spanText'
import { t } from '@/shared/i18n'
import { grouped } from '@/shared/util/format'
import { bucketOf } from './dimensions'

export interface Row { label: string; /** One per series, in their order; null where there is nothing. */ points: (ChartPoint | null)[] }
export interface Figures { rows: Row[]; series: string[] }

function label(key: string, value: unknown, given: string, rest: boolean, left: number): string {
  if (rest) return left ? t('chart.rest', { n: left }) : t('chart.others')
  if (value === null || value === undefined) return t('ledger.noValue')
  const bucket = bucketOf(key)
  if (bucket) return spanText(asSpan(bucket, String(value)))
  return given || String(value)
}

export function figuresOf(card: Card, chart: Chart): Figures {
  const id = (value: unknown, rest: boolean) => (rest ? '…' : JSON.stringify(value ?? null))
  const rows = new Map<string, { point: ChartPoint; points: Map<string, ChartPoint> }>()
  const series = new Map<string, ChartPoint>()
  for (const point of chart.points) {
    const row = id(point.key, point.rest)
    const column = id(point.split, point.split_rest)
    if (!rows.has(row)) rows.set(row, { point, points: new Map() })
    rows.get(row)!.points.set(column, point)
    if (!series.has(column)) series.set(column, point)
  }
  const columns = card.split ? [...series.keys()].sort((one, two) => Number(one === '…') - Number(two === '…')) : ['null']
  const made: Row[] = [...rows.values()].map(({ point, points }) => ({
    label: label(card.by ?? '', point.key, point.label, point.rest, chart.left),
    points: columns.map((column) => points.get(column) ?? null),
  }))
  return { rows: inTime(card, made), series: columns.map((column) => (card.split ? label(card.split, series.get(column)!.split, series.get(column)!.split_label, series.get(column)!.split_rest, 0) : '')) }
}

/** Months in which nothing happened stand in their place: a line over them would say otherwise. */
function inTime(card: Card, rows: Row[]): Row[] {
  const bucket = bucketOf(card.by ?? '')
  if (!bucket) return rows
  const keyOf = (row: Row) => row.points.find((point) => point)?.key as string | null
  const known = rows.filter((row) => keyOf(row) !== null)
  const byKey = new Map(known.map((row) => [keyOf(row)!, row]))
  const width = rows[0]?.points.length ?? 0
  const all = unbroken(bucket, [...byKey.keys()])
  return [...all.map((key) => byKey.get(key) ?? { label: spanText(asSpan(bucket, key)), points: Array.from({ length: width }, () => null) }), ...rows.filter((row) => keyOf(row) === null)]
}

const ADDS_UP = new Set(['count', 'sum'])
/** The height of a bar: only drawn with, never added up. No records are none, but no average either. */
export const heightOf = (card: Card, point: ChartPoint | null): number | null =>
  point?.value === null || point?.value === undefined ? (ADDS_UP.has(card.function ?? 'count') ? 0 : null) : Number(point.value)

/** A figure in words: exact, an average to two places. */
export function valueText(card: Card, fields: Map<string, Field>, value: unknown): string {
  const field = card.field ? fields.get(card.field) : undefined
  const counted = !field || (card.function ?? 'count') === 'count'
  if (value === null || value === undefined) return ADDS_UP.has(card.function ?? 'count') ? (counted ? '0' : textOf(field, '0')) : '–'
  if (counted) return grouped(value)
  return textOf(field, card.function === 'avg' ? rounded(String(value)) : value)
}
/** Half up at the second place, over digits: no float touches an amount. */
function rounded(text: string): string {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (!whole || fraction.length <= 2) return text
  const hundredths = (BigInt(whole + fraction.slice(0, 3)) + 5n) / 10n
  const digits = String(hundredths).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
