/** How numbers, money and times are written. Decimals stay text: no float ever touches an amount. */
import { locale, t } from '@/shared/i18n'

const DECIMAL = /^-?\d+(\.\d+)?$/

/** `1234567.8` → `1,234,567.8`; with `places` the fraction is padded, never rounded below what was given. */
export function grouped(value: unknown, places = 0): string {
  const text = String(value ?? '').trim()
  if (!DECIMAL.test(text)) return text
  const negative = text.startsWith('-')
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  const cut = fraction.length > places ? fraction.replace(/0+$/, '').padEnd(places, '0') : fraction.padEnd(places, '0')
  return `${negative ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${cut ? `.${cut}` : ''}`
}

export function money(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  const text = grouped(value, 2)
  return text.startsWith('-') ? `-¥${text.slice(1)}` : `¥${text}`
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(kind: 'full' | 'day' | 'minute' | 'year'): Intl.DateTimeFormat {
  const key = `${locale.value}/${kind}`
  let found = formatters.get(key)
  if (!found) {
    const options: Record<typeof kind, Intl.DateTimeFormatOptions> = {
      full: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
      year: { year: 'numeric', month: 'numeric', day: 'numeric' },
      day: { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
      minute: { hour: '2-digit', minute: '2-digit', hour12: false },
    }
    found = new Intl.DateTimeFormat(locale.value, options[kind])
    formatters.set(key, found)
  }
  return found
}

export const exactTime = (value: string | Date) => formatter('full').format(new Date(value))
export const clock = (value: string | Date | number) => formatter('minute').format(new Date(value))

/** "3 分钟前", "昨天 14:02", "5/12 09:30": short enough for a list, exact on hover. */
export function relativeTime(value: string | Date, now = Date.now()): string {
  const then = new Date(value)
  const seconds = Math.round((now - then.getTime()) / 1000)
  const ahead = seconds < 0
  const span = Math.abs(seconds)
  if (span < 60) return ahead ? t('time.soon') : t('time.now')
  if (span < 3600) return t(ahead ? 'time.inMinutes' : 'time.minutes', { n: Math.floor(span / 60) })
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const days = Math.floor((then.getTime() - midnight) / 86_400_000)
  if (days === 0 && span < 6 * 3600) return t(ahead ? 'time.inHours' : 'time.hours', { n: Math.floor(span / 3600) })
  if (days === 0) return t('time.today', { time: clock(then) })
  if (days === -1) return t('time.yesterday', { time: clock(then) })
  if (days === 1) return t('time.tomorrow', { time: clock(then) })
  return then.getFullYear() === new Date(now).getFullYear() ? formatter('day').format(then) : formatter('year').format(then)
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
