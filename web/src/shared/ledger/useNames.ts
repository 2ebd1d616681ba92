/** People and departments by name, for values that stand alone: a filter's chip, a group, a card of a board. */
import { useDepartments, useUsers } from '@/shared/api/queries'
import type { Field } from '@/shared/api/types'

export function useNames(): (field: Field, value: unknown) => string | undefined {
  const { data: users } = useUsers()
  const { data: departments } = useDepartments()
  return (field, value) => {
    if (field.type === 'person') return users.value?.find((person) => person.username === value)?.name
    return field.type === 'department' ? departments.value?.find((department) => department.code === value)?.name : undefined
  }
}
