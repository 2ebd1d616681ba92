import { grouped } from '@/shared/util/format'
import { shifted } from '../../core/numbers'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'number',
  empty: null,
  numeric: true,
  filter: 'number',
  sortable: true,
  summable: true,
  text: (value, field) => {
    // The server keeps a fixed number of places; people read the number without idle zeros.
    const plain = String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
    if (field.settings?.percent) return `${shifted(plain, 2)}%`
    return [grouped(plain), String(field.settings?.unit ?? '')].filter(Boolean).join(' ')
  },
}
