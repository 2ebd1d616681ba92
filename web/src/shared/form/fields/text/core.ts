import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'text', empty: null, filter: 'text', sortable: true, groupable: true, text: (value) => String(value) }
