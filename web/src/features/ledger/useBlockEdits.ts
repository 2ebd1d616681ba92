/** What is done to a block of cells at once: pasted after a preview, or cleared; both can be taken back. */
import { ref, type Ref } from 'vue'
import type { LedgerRecord, RecordChange } from '@/shared/api/types'
import type { GridColumn } from '@/shared/grid/columns'
import { heightOf, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, readTable, widthOf } from '@/shared/grid/pasted'
import type { Range } from '@/shared/grid/selection'
import { t } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'
import { changesOf, planOf, type Plan, type PlannedRow } from './pastePlan'
import type { useEdits } from '@/shared/ledger/useEdits'

interface Rows { count: Ref<number>; rows: (from: number, to: number) => Promise<LedgerRecord[]> }

/** `mayAdd`: whether what lies behind the last record may become new ones. */
export function useBlockEdits(columns: Ref<GridColumn<LedgerRecord>[]>, blocks: Rows, edits: ReturnType<typeof useEdits>, mayAdd: () => boolean) {
  const plan = ref<Plan | null>(null)
  const say = (text: string) => void toast(text, 'info')
  const tooMuch = () => say(t('grid.pasteTooMuch', { n: MOST_ROWS, columns: MOST_COLUMNS }))

  /** The records of a stretch, all of them: one that could not be read must not count as missing. */
  async function all(from: number, to: number): Promise<LedgerRecord[] | null> {
    const last = Math.min(to, blocks.count.value - 1)
    const found = await blocks.rows(from, last)
    if (found.length === last - from + 1) return found
    toast(t('grid.notRead'), 'bad')
    return null
  }
  async function paste(text: string, at: Range): Promise<void> {
    if (!text) return say(t('grid.nothingToPaste'))
    if (text.length > MOST_TEXT) return tooMuch()
    const table = readTable(text)
    const height = heightOf(table, at.bottom - at.top + 1)
    if (height > MOST_ROWS || widthOf(table) > MOST_COLUMNS) return tooMuch()
    const rows = await all(at.top, at.top + height - 1)
    if (rows) plan.value = planOf(table, at, columns.value, rows, mayAdd())
  }
  async function write(rows: PlannedRow[], step: (sent: number) => void): Promise<void> {
    const done = await edits.saveMany(changesOf(rows).changes, step)
    toast(t('grid.pasted', { n: done.before.size + done.made.length }), 'ok', { label: t('action.undo'), run: () => void edits.undo(done) })
  }
  async function clear(at: Range): Promise<void> {
    const codes = columns.value.slice(at.left, at.right + 1).filter((column) => column.editable).map((column) => column.code)
    if (!codes.length) return
    if (at.bottom - at.top >= MOST_ROWS) return tooMuch()
    const rows = await all(at.top, at.bottom)
    if (!rows) return
    const emptied = (row: LedgerRecord): RecordChange => ({ record: row.id, revision: row.revision, values: Object.fromEntries(codes.map((code) => [code, null])), texts: {}, remove: false })
    try {
      const done = await edits.saveMany(rows.map(emptied))
      if (done.before.size) toast(t('grid.cleared', { n: done.before.size }), 'ok', { label: t('action.undo'), run: () => void edits.undo(done) })
    } catch (error) {
      toastError(error)
    }
  }
  return { plan, paste, write, clear }
}
