import { keyText } from '../../core/keys'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = { type: 'department', empty: null, filter: 'department', sortable: true, groupable: true, text: keyText }
