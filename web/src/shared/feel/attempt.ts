import type { ExpressionResult, Values } from '@/shared/api/types'

/** Asks what an expression gives for sample values; `table` is the subtable in whose rows it stands. */
export type Attempt = (expression: string, values: Values, table: string, signal: AbortSignal) => Promise<ExpressionResult>
