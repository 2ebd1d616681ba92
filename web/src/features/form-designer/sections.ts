/** Commands on the sections of a form: titles over groups of fields. */
import type { FormDefinition } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { fieldsIn, zonesOf } from './model'

function rebuilt(form: FormDefinition, sections: { title: string; from: string[] }[], first: string[]): FormDefinition {
  const lists = [first, ...sections.map((section) => section.from)].map((zones) => zones.flatMap((zone) => fieldsIn(form, zone)))
  return { ...form, fields: lists.flat(), sections: sections.map((section, index) => ({ title: section.title, fields: lists[index + 1].map((field) => field.code) })) }
}
const asTheyAre = (form: FormDefinition) => (form.sections ?? []).map((section, index) => ({ title: section.title, from: [`#${index}`] }))

export const addSection = (form: FormDefinition): FormDefinition => ({ ...form, sections: [...(form.sections ?? []), { title: t('designer.section', { n: (form.sections?.length ?? 0) + 1 }), fields: [] }] })
export const nameSection = (form: FormDefinition, index: number, title: string): FormDefinition => ({ ...form, sections: form.sections?.map((section, at) => (at === index ? { ...section, title } : section)) })

export function moveSection(form: FormDefinition, index: number, by: -1 | 1): FormDefinition {
  const sections = asTheyAre(form)
  const to = index + by
  if (to < 0 || to >= sections.length) return form
  ;[sections[index], sections[to]] = [sections[to], sections[index]]
  return rebuilt(form, sections, [''])
}
/** Its fields stay: they follow those of the section before. */
export function removeSection(form: FormDefinition, index: number): FormDefinition {
  const sections = asTheyAre(form)
  const [gone] = sections.splice(index, 1)
  if (index === 0) return rebuilt(form, sections, [zonesOf(form)[0], ...gone.from])
  sections[index - 1].from.push(...gone.from)
  return rebuilt(form, sections, [''])
}
