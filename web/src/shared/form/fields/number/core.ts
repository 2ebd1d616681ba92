import { grouped } from '@/shared/util/format'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'number',
  empty: null,
  numeric: true,
  filter: 'number',
  sortable: true,
  summable: true,
  text: (value, field) => {
    const unit = field.settings?.percent ? '%' : String(field.settings?.unit ?? '')
    // The server keeps a fixed number of places; people read the number without idle zeros.
    const plain = String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
    return unit === '%' ? `${plain}%` : [grouped(plain), unit].filter(Boolean).join(' ')
  },
}
