import type { FieldCore } from '../../core/registry'
import { labelOf } from './options'

export const core: FieldCore = {
  type: 'select', empty: null, filter: 'choice', sortable: true, groupable: true, text: (value, field) => labelOf(field, value),
}
