/** The names that policies are spoken in: people, roles, departments, the form's fields, the flow's steps. */
import { computed, type ComputedRef } from 'vue'
import { useDepartments, useRoles, useUsers } from '@/shared/api/queries'
import type { Field } from '@/shared/api/types'
import type { Words } from './policies'

export function useWords(fields: () => Field[], nodes: () => Words['nodes']): ComputedRef<Words> {
  const { data: users } = useUsers()
  const { data: roles } = useRoles()
  const { data: departments } = useDepartments()
  return computed(() => ({ users: users.value ?? [], roles: roles.value ?? [], departments: departments.value ?? [], fields: fields(), nodes: nodes() }))
}
