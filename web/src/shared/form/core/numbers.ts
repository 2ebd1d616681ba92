/** What people type for a number: full-width digits, thousands marks and signs are understood. */
export function readNumber(text: string): string | null {
  const plain = text
    .replace(/[０-９．－]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[,，\s¥￥$€£%]/g, '')
    .replace(/。/g, '.')
  if (!plain) return null
  return /^[+-]?\d*\.?\d*$/.test(plain) && /\d/.test(plain) ? plain.replace(/^\+/, '').replace(/^(-?)\./, '$10.').replace(/\.$/, '') : text
}
