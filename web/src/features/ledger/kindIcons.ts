import { CalendarDays, Images, SquareKanban, Table2, type LucideIcon } from '@lucide/vue'
import type { Kind } from '@/shared/ledger/kinds'

export const kindIcons: Record<Kind, LucideIcon> = { grid: Table2, kanban: SquareKanban, calendar: CalendarDays, gallery: Images }
