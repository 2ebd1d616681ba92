/** What is to be drawn, for the drawing library: bars lie where they carry names and stand where they carry time. */
import type { EChartsCoreOption } from 'echarts/core'
import type { Card, Field } from '@/shared/api/types'
import { locale } from '@/shared/i18n'
import { bucketOf } from './dimensions'
import { heightOf, valueText, type Figures } from './figures'

export interface Look { text: string; faint: string; line: string; surface: string; palette: string[] }
const LEGEND = 28

export function optionOf(card: Card, figures: Figures, fields: Map<string, Field>, look: Look): EChartsCoreOption {
  const compact = new Intl.NumberFormat(locale.value, { notation: 'compact', maximumFractionDigits: 1 })
  const text = (row: number, column: number) => valueText(card, fields, figures.rows[row]?.points[column]?.value ?? null)
  const several = figures.series.length > 1
  const shared = {
    color: look.palette,
    animation: false,
    textStyle: { color: look.text, fontFamily: 'inherit' },
    legend: several ? { type: 'scroll', bottom: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: look.text }, pageTextStyle: { color: look.text } } : undefined,
  }
  // Drawn as text inside the picture: a box of HTML would carry styles that the page's policy forbids.
  const box = { renderMode: 'richText', backgroundColor: look.surface, borderColor: look.line, textStyle: { color: look.text, fontSize: 13 }, confine: true }
  if (card.kind === 'pie') {
    return {
      ...shared,
      tooltip: { ...box, trigger: 'item', formatter: (at: { dataIndex: number; percent: number }) => `${figures.rows[at.dataIndex].label}\n${text(at.dataIndex, 0)}  ${at.percent}%` },
      series: [{ type: 'pie', radius: ['42%', '70%'], center: ['50%', '50%'], label: { color: look.text, formatter: '{b}  {d}%' }, labelLine: { lineStyle: { color: look.line } }, itemStyle: { borderColor: look.surface, borderWidth: 2 }, data: figures.rows.map((row) => ({ name: row.label, value: Math.max(0, heightOf(card, row.points[0]) ?? 0) })) }],
    }
  }
  const standing = bucketOf(card.by ?? '') !== null
  const names = { type: 'category', data: figures.rows.map((row) => row.label), inverse: !standing, boundaryGap: card.kind !== 'line', axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false }, axisLabel: { color: look.text, ...(standing ? { hideOverlap: true } : { width: 110, overflow: 'truncate' }) } }
  const amounts = { type: 'value', minInterval: (card.function ?? 'count') === 'count' ? 1 : 0, axisLabel: { color: look.faint, formatter: (value: number) => compact.format(value) }, splitLine: { lineStyle: { color: look.line } } }
  const labelled = !several && card.kind === 'bar' && figures.rows.length <= 20
  return {
    ...shared,
    grid: { left: 8, right: labelled && !standing ? 64 : 16, top: labelled && standing ? 26 : 14, bottom: several ? LEGEND + 8 : 8, containLabel: true },
    tooltip: {
      ...box, trigger: 'axis', axisPointer: { type: card.kind === 'line' ? 'line' : 'shadow' },
      formatter: (hit: { dataIndex: number; seriesIndex: number; seriesName: string }[]) => [figures.rows[hit[0].dataIndex].label, ...hit.filter((one) => figures.rows[one.dataIndex].points[one.seriesIndex] || !several).map((one) => `${several ? `${one.seriesName}  ` : ''}${text(one.dataIndex, one.seriesIndex)}`)].join('\n'),
    },
    xAxis: standing ? names : amounts,
    yAxis: standing ? amounts : names,
    series: figures.series.map((name, column) => ({
      name, type: card.kind === 'line' ? 'line' : 'bar', stack: several && card.kind === 'bar' && ['count', 'sum'].includes(card.function ?? 'count') ? 'all' : undefined, barMaxWidth: 28, symbolSize: 7, connectNulls: false,
      label: { show: labelled, position: standing ? 'top' : 'right', color: look.text, formatter: (at: { dataIndex: number }) => text(at.dataIndex, column) },
      data: figures.rows.map((row) => heightOf(card, row.points[column])),
    })),
  }
}
