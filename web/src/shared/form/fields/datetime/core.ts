import type { FieldCore } from '../../core/registry'

/** As the wall clock of the reader's zone shows it. */
export function wallClock(value: unknown): string {
  const at = new Date(String(value))
  if (Number.isNaN(at.getTime())) return String(value)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** RFC 3339 with the reader's offset: the server refuses times without a zone. */
export function withZone(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const offset = -at.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:00${zone}`
}

export const core: FieldCore = { type: 'datetime', empty: null, filter: 'datetime', sortable: true, text: wallClock }
