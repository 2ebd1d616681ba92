/** `await confirm({...})` instead of the browser's own box. With `reason` it also asks for one line. */
import { shallowRef } from 'vue'

export interface Question { title: string; text?: string; yes: string; danger?: boolean; reason?: { label: string; required: boolean } }
interface Open extends Question { answer: (value: string | null) => void }
export const question = shallowRef<Open | null>(null)

/** The reason given ("" where none was asked), or null when the person thought better of it. */
export function confirm(asked: Question): Promise<string | null> {
  return new Promise((resolve) => {
    question.value?.answer(null)
    question.value = {
      ...asked,
      answer: (value) => {
        question.value = null
        resolve(value)
      },
    }
  })
}
