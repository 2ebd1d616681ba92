/** The part of a case's form that its present task may change. */
import type { Access, Instance, Values } from '@/shared/api/types'

export const mayEdit = (access: Record<string, Access> | undefined): boolean =>
  Object.values(access ?? {}).some((right) => right === 'edit' || right === 'required')

/** Only what may be edited is sent; the server drops the rest anyway. */
export function editedPart(values: Values, access: Record<string, Access>): Values {
  const tables = new Set(Object.keys(access).filter((path) => path.includes('.') && (access[path] === 'edit' || access[path] === 'required')).map((path) => path.split('.')[0]))
  return Object.fromEntries(Object.entries(values).filter(([code]) => access[code] === 'edit' || access[code] === 'required' || tables.has(code)))
}
export const isOpen = (instance: Instance | undefined) => Boolean(instance?.my_task && instance.my_task.task.state === 'open')
