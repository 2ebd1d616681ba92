/** What people type for a number: full-width digits, thousands marks and signs are understood. */
export function readNumber(text: string): string | null {
  const plain = text
    .replace(/[０-９．－]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[,，\s¥￥$€£%]/g, '')
    .replace(/。/g, '.')
  if (!plain) return null
  return /^[+-]?\d*\.?\d*$/.test(plain) && /\d/.test(plain) ? plain.replace(/^\+/, '').replace(/^(-?)\./, '$10.').replace(/\.$/, '') : text
}

/** A decimal with its point moved: `0.155` by 2 → `15.5`. Anything else comes back as it is. */
export function shifted(text: string, places: number): string {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (!found || !/\d/.test(text)) return text
  const [, sign, whole, fraction = ''] = found
  const digits = whole + fraction
  const point = whole.length + places
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(1, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const right = padded.slice(at).replace(/0+$/, '')
  const plain = right ? `${left}.${right}` : left
  return sign === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain
}
