/** Expressions of the form as it is being designed, tried on the server that will work them out later. */
import { api } from '@/shared/api/endpoints'
import type { FormDefinition } from '@/shared/api/types'
import type { Attempt } from '@/shared/feel/attempt'

export const attemptOf = (form: FormDefinition): Attempt => (expression, values, table, signal) => api.tryExpression(form.code, { expression, values, table, definition: { ...form } }, signal)
