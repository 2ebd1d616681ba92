/** The rows of a table being filled in, on both ends: added, copied, removed, and for five seconds brought back. */
import { computed, onBeforeUnmount } from 'vue'
import { t } from '@/shared/i18n'
import { dismiss, toast, UNDO_MS } from '@/shared/ui/toast'
import { injectForm } from './context'
import type { SkinProps } from './layout'
import { rowsOf } from './paths'

export function useRows(props: Readonly<SkinProps>) {
  const form = injectForm()
  const said = new Set<number>()
  const rows = computed(() => rowsOf(props.value))
  const locked = computed(() => form.readonly(props.field, props.path))
  const full = computed(() => rows.value.length >= Number(props.field.settings?.max_rows ?? 200))

  const add = () => form.addRow(props.field)
  const copy = (index: number) => form.addRow(props.field, index, { ...rows.value[index] })
  function remove(index: number): void {
    const gone = form.removeRow(props.field, index)
    said.add(toast(t('form.rowRemoved', { n: index + 1 }), 'info', { label: t('action.undo'), run: () => form.restoreRow(gone) }, UNDO_MS))
  }
  // A form that is left brings nothing back.
  onBeforeUnmount(() => said.forEach(dismiss))
  return { form, rows, locked, full, add, copy, remove }
}
