/** What is being typed stays as typed while the cursor is in it; tidied up when it leaves. */
import { ref, watch } from 'vue'

export function useDraftText(value: () => unknown, format: (value: unknown) => string, plain: (value: unknown) => string) {
  const focused = ref(false)
  const text = ref(format(value()))
  watch(value, (next) => {
    if (!focused.value) text.value = format(next)
  })
  return {
    text,
    focus: () => {
      focused.value = true
      text.value = plain(value())
    },
    blur: () => {
      focused.value = false
      text.value = format(value())
    },
  }
}
