import type { Field } from '@/shared/api/types'

export interface Option { value: string; label: string; hint?: string; color?: string; archived?: boolean }

/** Options are texts, or objects where value and label differ. */
export function optionsOf(field: Field): Option[] {
  const raw = Array.isArray(field.settings?.options) ? (field.settings.options as unknown[]) : []
  return raw.map((item) => {
    if (typeof item === 'string') return { value: item, label: item }
    const option = item as Partial<Option>
    return { value: String(option.value ?? ''), label: option.label || String(option.value ?? ''), color: option.color, archived: option.archived }
  })
}
export const labelOf = (field: Field, value: unknown): string =>
  optionsOf(field).find((option) => option.value === value)?.label ?? String(value)
/** What may be chosen now: archived options stay readable only. */
export const choicesOf = (field: Field): Option[] => optionsOf(field).filter((option) => !option.archived)
