/** The kinds a ledger's view can be, which fields each of them can stand on, and who may drag its cards. */
import type { Field, FormDetail, ViewSettings } from '@/shared/api/types'
import { coreOf, isNumeric, looksLike } from '@/shared/form/core/registry'
import { isList, kindOf } from '@/shared/grid/filter'
import type { MessageKey } from '@/shared/i18n'
import { inPlace } from './cellText'

export type Kind = NonNullable<ViewSettings['kind']>
export type KindSettings = Pick<ViewSettings, 'kind' | 'kanban' | 'calendar' | 'gallery'>
export const KINDS: Kind[] = ['grid', 'kanban', 'calendar', 'gallery']
export const MOST_ON_CARD = 8

const LANES = new Set(['choice', 'person', 'department', 'boolean'])
export const isLane = (field: Field) => LANES.has(kindOf(field)) && !isList(field)
export const isDay = (field: Field) => kindOf(field) === 'date' || kindOf(field) === 'datetime'
export const isPicture = (field: Field) => field.type === 'image' || field.type === 'attachment'
export const isSum = (field: Field) => isNumeric(field) && Boolean(coreOf(looksLike(field)).summable)
export const isOnCard = (field: Field) => field.type !== 'subtable' && !isPicture(field)

/** What a view of this kind begins with: the first fields that fit. Null where the form has none. */
export function firstSettings(kind: Kind, fields: Field[], columns: string[]): KindSettings | null {
  const card = columns.filter((code) => fields.some((field) => field.code === code && isOnCard(field))).slice(0, 4)
  const lane = fields.find((field) => isLane(field) && kindOf(field) === 'choice') ?? fields.find(isLane)
  const day = fields.find(isDay)
  if (kind === 'kanban') return lane ? { kind, kanban: { by: lane.code, card: card.filter((code) => code !== lane.code), sum: '' } } : null
  if (kind === 'calendar') return day ? { kind, calendar: { start: day.code, end: '', span: 'month' } } : null
  if (kind === 'gallery') return { kind, gallery: { picture: fields.find((one) => one.type === 'image')?.code ?? fields.find(isPicture)?.code ?? '', card } }
  return { kind }
}

/** The fields a view stands on that are gone or of another type meanwhile: it cannot be shown. */
export function missing(settings: ViewSettings, fields: Map<string, Field>): string[] {
  const wrong = (code: string | undefined, fits: (field: Field) => boolean) => (code && !(fields.has(code) && fits(fields.get(code)!)) ? [code] : [])
  if (settings.kind === 'kanban') return settings.kanban ? wrong(settings.kanban.by, isLane) : ['']
  if (settings.kind === 'calendar') return settings.calendar ? [...wrong(settings.calendar.start, isDay), ...wrong(settings.calendar.end, isDay)] : ['']
  return []
}

/** Why these fields cannot be changed by dragging; null where they can. */
export function whyFixed(detail: FormDetail, fields: Field[]): MessageKey | null {
  if (detail.definition.kind !== 'ledger') return 'kinds.fixedProcess'
  if (!detail.can_edit) return 'kinds.fixedRights'
  const own = (field: Field) => inPlace(field) && detail.definition.fields.some((one) => one.code === field.code)
  return fields.every(own) ? null : 'kinds.fixedField'
}
