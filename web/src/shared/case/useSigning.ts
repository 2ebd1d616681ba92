/** A handwritten signature for one decision: drawn, uploaded, and sent with it. */
import { onScopeDispose, ref } from 'vue'
import { errorText } from '@/shared/api/client'
import { upload } from '@/shared/api/upload'

/** `signed` runs once the picture is on the server: what waited for it goes on. */
export function useSigning(signed: () => void) {
  const open = ref(false)
  const file = ref('')
  const picture = ref('')
  const busy = ref(false)
  const problem = ref('')

  function forget(): void {
    if (picture.value) URL.revokeObjectURL(picture.value)
    file.value = picture.value = problem.value = ''
    open.value = false
  }
  async function sign(drawn: File): Promise<void> {
    busy.value = true
    problem.value = ''
    try {
      const stored = await upload(drawn, () => {}).done
      forget()
      file.value = stored.id
      picture.value = URL.createObjectURL(drawn)
      signed()
    } catch (error) {
      problem.value = errorText(error)
    } finally {
      busy.value = false
    }
  }
  onScopeDispose(forget)
  return { open, file, picture, busy, problem, sign, forget }
}
