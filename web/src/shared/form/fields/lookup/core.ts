import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'lookup', empty: null, computed: true, filter: 'text', sortable: true, groupable: true, text: (value, _field, shown) => (typeof shown === 'string' && shown ? shown : String(value)) }
