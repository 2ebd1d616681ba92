import { t } from '@/shared/i18n'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'boolean', empty: null, filter: 'boolean', sortable: true, groupable: true,
  text: (value) => t(value === true || value === 'true' ? 'value.yes' : 'value.no'),
}
