import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'formula', empty: null, computed: true, filter: 'text', sortable: true, text: (value, _field, shown) => (typeof shown === 'string' && shown ? shown : String(value)) }
