import type { FieldCore } from '../../core/registry'
import { labelOf } from '../select/options'

export const core: FieldCore = {
  type: 'multiselect', empty: [], filter: 'choice',
  text: (value, field) => (Array.isArray(value) ? value : [value]).map((item) => labelOf(field, item)).join('、'),
}
