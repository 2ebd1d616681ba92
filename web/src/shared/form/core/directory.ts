/** The pickers' sources: people and departments as options, linked records by search. */
import { computed } from 'vue'
import { api } from '@/shared/api/endpoints'
import { useDepartments, useUsers } from '@/shared/api/queries'
import type { Department, Field } from '@/shared/api/types'
import type { Option } from '../fields/select/options'

export function usePeopleOptions(field: () => Field) {
  const { data } = useUsers()
  return computed<Option[]>(() => {
    const range = Array.isArray(field().settings?.range) ? (field().settings?.range as string[]) : []
    return (data.value ?? [])
      .filter((person) => person.active && (!range.length || range.includes(person.username) || range.includes(person.department)))
      .map((person) => ({ value: person.username, label: person.name, hint: [person.department_name, person.post].filter(Boolean).join(' · ') }))
  })
}

/** Departments in tree order, indented by depth. */
export function treeOrder(departments: Department[]): { department: Department; depth: number }[] {
  const children = new Map<string | null, Department[]>()
  const known = new Set(departments.map((one) => one.code))
  for (const one of departments) {
    const parent = one.parent && known.has(one.parent) ? one.parent : null
    children.set(parent, [...(children.get(parent) ?? []), one])
  }
  const walk = (parent: string | null, depth: number): { department: Department; depth: number }[] =>
    (children.get(parent) ?? []).flatMap((department) => [{ department, depth }, ...walk(department.code, depth + 1)])
  return walk(null, 0)
}

export function useDepartmentOptions() {
  const { data } = useDepartments()
  return computed<Option[]>(() => treeOrder(data.value ?? []).map(({ department, depth }) => ({ value: department.code, label: `${'　'.repeat(depth)}${department.name}` })))
}

export function searchRecords(form: string) {
  return async (q: string): Promise<Option[]> => {
    const page = await api.records(form, { q, limit: 20 })
    return page.items.map((record) => ({ value: record.id as unknown as string, label: record.title || record.number || `#${record.id}`, hint: record.number && record.title !== record.number ? record.number : undefined }))
  }
}
