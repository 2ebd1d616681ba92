/** Whom the applicant chooses, step by step: offered by the preview, sent with the request. */
import { computed, ref, type Ref } from 'vue'
import type { Choices, Preview } from '@/shared/api/types'

export function useChoices(preview: Ref<Preview | null>, initial: Choices | undefined) {
  const choices = ref<Choices>({ ...initial })
  const offers = computed(() => (preview.value?.steps ?? []).filter((step) => step.choose))
  /** The steps that surely come and would ask nobody in particular. */
  const missing = computed(() => offers.value.filter((step) => step.choose?.needed && step.certain && !choices.value[step.choose.key]?.length).map((step) => step.name))
  function choose(key: string, users: string[]): void {
    choices.value = { ...choices.value, [key]: users }
  }
  return { choices, missing, choose }
}
