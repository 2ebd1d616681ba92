/** A draft as a form that can be filled in: drawn at once, worked out by the server a moment later. */
import { computed, onScopeDispose, watch, type Ref } from 'vue'
import { api } from '@/shared/api/endpoints'
import type { Values } from '@/shared/api/types'
import { useForm, type FormModel } from '@/shared/form/core/useForm'
import type { Shown } from './preview'

export function usePreviewForm(shown: Ref<Shown>): FormModel {
  const definition = computed(() => shown.value.definition)
  const access = shown.value.access
  /** What was written into a field that is gone by now is no fault. */
  const known = (values: Values): Values => {
    const codes = new Map(definition.value.fields.map((field) => [field.code, new Set((field.fields ?? []).map((column) => column.code))]))
    const row = (code: string) => (one: unknown) => (typeof one === 'object' && one ? Object.fromEntries(Object.entries(one).filter(([column]) => codes.get(code)?.has(column))) : one)
    return Object.fromEntries(Object.entries(values).filter(([code]) => codes.has(code)).map(([code, value]) => [code, Array.isArray(value) ? value.map(row(code)) : value]))
  }
  const form = useForm({
    definition,
    initial: shown.value.values,
    access: access ?? undefined,
    evaluate: (body, signal) => api.evaluateDraft(definition.value.code, { values: known(body.values), changed: body.changed, definition: { ...definition.value }, access }, signal),
  })
  let timer: number | undefined
  watch(definition, () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void form.evaluate(), 250)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  void form.evaluate()
  return form
}
