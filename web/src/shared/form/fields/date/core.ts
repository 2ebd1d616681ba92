import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'date', empty: null, filter: 'date', sortable: true, groupable: true, text: (value) => String(value).slice(0, 10) }
