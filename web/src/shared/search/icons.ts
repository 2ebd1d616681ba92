import { Blocks, CircleArrowRight, FileStack, Plus, Table2, UserRound, Workflow, Zap, Rows3, type LucideIcon } from '@lucide/vue'
import type { Kind } from './useSearch'

export const KIND_ICONS: Record<Kind, LucideIcon> = { start: Plus, case: FileStack, record: Rows3, ledger: Table2, person: UserRound, page: CircleArrowRight, action: Zap, form: Blocks, process: Workflow }
