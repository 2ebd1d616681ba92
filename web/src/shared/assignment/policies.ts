/** Kinds of assignment that can be chosen, what each needs, and how each reads. */
import type { Department, Field, Policy, Role, Person } from '@/shared/api/types'
import { t, tOr } from '@/shared/i18n'

export const POLICY_KINDS = ['department_head', 'direct_leader', 'leader_level', 'leader_chain', 'role', 'role_in_department', 'user', 'department_members', 'applicant', 'applicant_choice', 'field', 'department_field_head', 'handler_of', 'leader_of_handler', 'expression'] as const
/** What a range of people is given by: who may start, who tries a version first. */
export const RANGE_KINDS = ['department_members', 'role', 'user'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]

export function blankPolicy(kind: string): Policy {
  switch (kind) {
    case 'user':
      return { kind, users: [] }
    case 'role':
    case 'role_in_department':
      return { kind, role: '' }
    case 'leader_level':
      return { kind, n: 2 }
    case 'department_members':
      return { kind, department: '' }
    case 'field':
    case 'department_field_head':
      return { kind, field: '' }
    case 'expression':
      return { kind, feel: '' }
    case 'handler_of':
    case 'leader_of_handler':
      return { kind, node: '' }
    default:
      return { kind }
  }
}
export interface Words { users: Person[]; roles: Role[]; departments: Department[]; fields: Field[]; nodes: { code: string; name: string }[] }

export function policyText(policy: Policy, words: Words): string {
  const nameOf = (list: { code: string; name?: string; label?: string }[], code: unknown) => {
    const hit = list.find((one) => one.code === code)
    return hit?.name ?? hit?.label ?? String(code ?? '')
  }
  const kind = tOr(`policy.${policy.kind}`, policy.kind)
  switch (policy.kind) {
    case 'user':
      return ((policy.users as string[] | undefined) ?? []).map((one) => words.users.find((person) => person.username === one)?.name ?? one).join('、') || kind
    case 'role':
      return nameOf(words.roles, policy.role) || kind
    case 'role_in_department':
      return t('policy.text.roleHere', { role: nameOf(words.roles, policy.role) })
    case 'department_members':
      return t('policy.text.members', { department: nameOf(words.departments, policy.department) })
    case 'leader_level':
      return t('policy.text.level', { n: Number(policy.n ?? 1) })
    case 'leader_chain':
      return policy.up_to ? t('policy.text.chain', { n: Number(policy.up_to) }) : kind
    case 'department_head':
      return policy.level ? t('policy.text.headAbove', { n: Number(policy.level) }) : kind
    case 'field':
      return t('policy.text.field', { field: nameOf(words.fields, policy.field) })
    case 'department_field_head':
      return t('policy.text.fieldHead', { field: nameOf(words.fields, policy.field) })
    case 'expression':
      return t('policy.text.expression', { text: String(policy.feel ?? '') })
    case 'handler_of':
    case 'leader_of_handler':
      return `${nameOf(words.nodes, policy.node)} · ${kind}`
    default:
      return kind
  }
}
/** Whether a policy still lacks what it needs. */
export function incomplete(policy: Policy): boolean {
  const needs: Record<string, string> = { user: 'users', role: 'role', role_in_department: 'role', department_members: 'department', field: 'field', department_field_head: 'field', expression: 'feel', handler_of: 'node', leader_of_handler: 'node' }
  const need = needs[policy.kind]
  const value = need ? policy[need] : true
  return Array.isArray(value) ? value.length === 0 : !value
}
