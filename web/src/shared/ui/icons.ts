/** Names that definitions use for processes and forms, as icons and a colour; unknown names get a sheet. */
import {
  BadgePercent, Building2, CalendarDays, ClipboardList, FileSignature, FileText, Handshake, Megaphone, Package, Receipt,
  ShoppingCart, Users, UserCheck, Warehouse, Wrench, type LucideIcon,
} from '@lucide/vue'

const ICONS: Record<string, LucideIcon> = {
  cart: ShoppingCart, purchase: ShoppingCart, wrench: Wrench, tool: Wrench, repair: Wrench, contract: FileSignature,
  sign: Handshake, countersign: Handshake, receipt: Receipt, expense: Receipt, percent: BadgePercent, discount: BadgePercent,
  megaphone: Megaphone, promotion: Megaphone, calendar: CalendarDays, leave: CalendarDays, user: UserCheck, person: UserCheck,
  users: Users, order: ClipboardList, ticket: ClipboardList, work: ClipboardList, building: Building2, package: Package,
  box: Package, warehouse: Warehouse,
}
const TONES = ['#2b5fd9', '#0b7a75', '#a8501a', '#7a4dd1', '#b03060', '#456b16']

export function iconOf(name: string | undefined): LucideIcon {
  return ICONS[name ?? ''] ?? FileText
}
export function toneOf(code: string): string {
  return TONES[[...code].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TONES.length]
}
