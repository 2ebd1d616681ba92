/** Which tasks cannot be decided from the list, and why not. */
import type { TaskView } from '@/shared/api/types'
import { t } from '@/shared/i18n'

export function whyAlone(task: TaskView): string {
  if (task.purpose === 'handling') return t('inbox.bulkHandling')
  if (task.needs_form) return t('inbox.bulkNeeds', { fields: (task.needs ?? []).join(t('list.separator')) })
  return ''
}
