import { t } from '@/shared/i18n'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'subtable', empty: [], bulky: true, wide: true, filter: 'none',
  text: (value) => t('form.rows', { n: Array.isArray(value) ? value.length : 0 }),
}
