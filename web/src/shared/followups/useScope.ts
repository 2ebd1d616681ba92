/** The forms that a form's links lead to, loaded once each, as the scope of its follow-ups. */
import { useQueries } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { FormDefinition } from '@/shared/api/types'
import type { Scope } from './places'

export function useScope(form: () => FormDefinition): ComputedRef<Scope> {
  const codes = computed(() => {
    const fields = form().fields.flatMap((field) => [field, ...(field.fields ?? [])])
    return [...new Set(fields.flatMap((field) => (field.type === 'link' && field.settings?.form ? [String(field.settings.form)] : [])))]
  })
  const found = useQueries({ queries: computed(() => codes.value.map((code) => ({ queryKey: keys.form(code), queryFn: () => api.form(code), staleTime: 300_000 }))) })
  return computed(() => ({
    form: form(),
    linked: new Map(found.value.flatMap((one, index) => (one.data ? [[codes.value[index], one.data.definition] as const] : []))),
  }))
}
