/** How long and how much of it, in words. */
import { t } from '@/shared/i18n'

const DAY = 24
/** 0.4 h as minutes, 30 h as hours, 60 h as days. */
export function hours(value: number | null): string {
  if (value === null) return '—'
  if (value < 1) return t('insight.minutes', { n: Math.round(value * 60) })
  if (value < 2 * DAY) return t('insight.hours', { n: Math.round(value * 10) / 10 })
  return t('insight.daysLong', { n: Math.round((value / DAY) * 10) / 10 })
}
export const share = (value: number | null): string => (value === null ? '—' : `${Math.round(value * 100)}%`)
