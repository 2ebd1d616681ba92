import { filesOf } from '../../core/labels'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'attachment', empty: [], bulky: true, wide: true, filter: 'none',
  text: (value, _field, shown) => filesOf(value, shown).map((file) => file.name).join('、'),
}
