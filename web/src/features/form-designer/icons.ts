import {
  Building2, Calculator, Calendar, CalendarClock, CircleDot, Coins, Hash, Image, LayoutList, Link2, ListChecks, Paperclip, ScanSearch, Sheet, TextCursorInput, TextQuote, ToggleLeft, UserRound, Binary, type LucideIcon,
} from '@lucide/vue'

export const FIELD_ICONS: Record<string, LucideIcon> = {
  text: TextCursorInput, longtext: TextQuote, number: Binary, money: Coins, date: Calendar, datetime: CalendarClock, boolean: ToggleLeft, select: CircleDot, multiselect: ListChecks,
  person: UserRound, department: Building2, link: Link2, lookup: ScanSearch, formula: Calculator, image: Image, attachment: Paperclip, subtable: Sheet, serial: Hash, section: LayoutList,
}
export const PALETTE = [
  { title: 'designer.basic', types: ['text', 'longtext', 'number', 'money', 'date', 'datetime', 'boolean', 'select', 'multiselect'] },
  { title: 'designer.business', types: ['person', 'department', 'link', 'lookup', 'formula', 'subtable', 'image', 'attachment', 'serial'] },
] as const
/** What makes no sense as a column of a subtable. */
export const NOT_IN_TABLE = new Set(['subtable', 'serial', 'section'])
