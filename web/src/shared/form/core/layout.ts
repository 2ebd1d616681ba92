/** The order and grouping of a form's fields: those in no section first, then each section's. */
import type { Field, FormDefinition } from '@/shared/api/types'

export interface Group { title: string; fields: Field[] }

export function groupsOf(definition: FormDefinition): Group[] {
  const byCode = new Map(definition.fields.map((field) => [field.code, field]))
  const placed = new Set<string>()
  const sections = (definition.sections ?? []).map((section) => ({
    title: section.title,
    fields: section.fields.flatMap((code) => {
      const field = byCode.get(code)
      if (!field || placed.has(code)) return []
      placed.add(code)
      return [field]
    }),
  }))
  const rest = definition.fields.filter((field) => !placed.has(field.code))
  return [{ title: '', fields: rest }, ...sections].filter((group) => group.fields.length > 0)
}

/** Props every editing skin gets; it emits `update` and `blur`. */
export interface SkinProps {
  field: Field
  path: string
  id: string
  value: unknown
  invalid?: boolean
  describedby?: string
  label?: string
  /** What the server gives for the value: a name, a title, file names. */
  shown?: unknown
}
