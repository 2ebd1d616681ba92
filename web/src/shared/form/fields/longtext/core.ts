import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'longtext', empty: null, wide: true, filter: 'text', text: (value) => String(value) }
