/** How skins reach the form they stand in, without passing it through every level. */
import { inject, provide, type InjectionKey } from 'vue'
import type { FormModel } from './useForm'

const KEY: InjectionKey<FormModel> = Symbol('form')
export const provideForm = (form: FormModel) => provide(KEY, form)
export function injectForm(): FormModel {
  const form = inject(KEY)
  if (!form) throw new Error('a field skin stands outside a form')
  return form
}
