/** "n places need attention": said once, and gone as soon as the first of them is being corrected. */
import { watch } from 'vue'
import { t } from '@/shared/i18n'
import { dismiss, toast } from '@/shared/ui/toast'
import type { FormModel } from './useForm'

export function fixFirst(form: FormModel, words = t('form.fixFirst', { n: form.problems.value.length })): void {
  const said = toast(words, 'bad')
  const stop = watch(form.values, () => {
    stop()
    dismiss(said)
  })
}
