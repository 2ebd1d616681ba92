/** Which column of a file goes into which field, as far as somebody has chosen. */
import type { ImportChoice, ImportLook } from '@/shared/api/types'

/** By column: the field's code, empty for a column that is left out. */
export type Mapping = string[]

export function mappingOf(look: ImportLook): Mapping {
  return look.columns.map((column) => (column.field && !column.closed ? column.field : ''))
}
/** A field that only finds records (a number the server gives) is taken along while it is the key. */
export function withKey(mapping: Mapping, look: ImportLook, key: string): Mapping {
  const closed = new Set(look.fields.filter((field) => field.closed).map((field) => field.code))
  return mapping.map((code, index) => {
    if (key && look.columns[index].field === key && !mapping.includes(key)) return key
    return closed.has(code) && code !== key ? '' : code
  })
}
/** What a column may mean: fields that take something, and are not another column's already. */
export function choicesFor(look: ImportLook, mapping: Mapping, index: number, key: string): ImportChoice[] {
  return look.fields.filter((field) => (!field.closed || field.code === key) && (mapping[index] === field.code || !mapping.includes(field.code)))
}
/** Fields by which records can be found: those that the file has, though it may not write them. */
export function keysOf(look: ImportLook, mapping: Mapping): ImportChoice[] {
  return look.fields.filter((field) => field.key && (mapping.includes(field.code) || (field.closed && look.columns.some((column) => column.field === field.code))))
}
export const missing = (look: ImportLook, mapping: Mapping) => look.fields.filter((field) => field.required && !mapping.includes(field.code))
export const leftOut = (look: ImportLook, mapping: Mapping) => look.columns.filter((column, index) => !mapping[index] && (column.label || column.samples.length))
export const columnsOf = (mapping: Mapping) => mapping.flatMap((field, index) => (field ? [{ index, field }] : []))
