import { keyText } from '../../core/keys'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'person', empty: null, filter: 'person', sortable: true, groupable: true, text: keyText }
