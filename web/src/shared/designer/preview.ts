/** What the designer and its phone preview, a page of its own, say to each other. */
import type { Access, FormDefinition, Values } from '@/shared/api/types'

/** `view` names who looks: another view begins anew. Without `access` everything may be filled in. */
export interface Shown { definition: FormDefinition; view: string; access: Record<string, Access> | null; values: Values }
export const READY = 'banjie.preview.ready'
const BEGIN = 'banjie.preview:'
/** As text: what a draft is made of may be watched objects, which no message can carry. */
export const asPreview = (shown: Shown) => BEGIN + JSON.stringify(shown)
export const readPreview = (data: unknown): Shown | null => (typeof data === 'string' && data.startsWith(BEGIN) ? (JSON.parse(data.slice(BEGIN.length)) as Shown) : null)
