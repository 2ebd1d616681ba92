import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'serial', empty: null, computed: true, filter: 'text', sortable: true, text: (value) => String(value) }
