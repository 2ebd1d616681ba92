import { keyText } from '../../core/keys'
import type { FieldCore } from '../../core/registry'

export const core: FieldCore = {
  type: 'link', empty: null, filter: 'link', groupable: true,
  text: (value, field, shown) => {
    const text = keyText(value, field, shown)
    // A bare id says nothing to people; until the title is known, show its number as one.
    return text === String(value) ? `#${text}` : text
  },
}
