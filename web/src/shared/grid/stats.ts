/** Count, sum and average of a block of cells. Exact: decimals stay text and are added as whole numbers. */
export interface Stats { count: number; numbers: number; sum: string; average: string }
const NUMBER = /^-?\d+(\.\d+)?$/
const AVERAGE_PLACES = 4

const unscaled = (text: string, scale: number): bigint => {
  const [whole, fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
function scaled(value: bigint, scale: number): string {
  const negative = value < 0n
  const digits = String(negative ? -value : value).padStart(scale + 1, '0')
  const fraction = scale ? digits.slice(-scale).replace(/0+$/, '') : ''
  const whole = scale ? digits.slice(0, -scale) : digits
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}

/** `values`: what the cells hold, empty ones as ''; `numbers` those of them that are numbers. */
export function statsOf(values: string[], numbers: string[]): Stats {
  const read = numbers.filter((text) => NUMBER.test(text))
  const scale = Math.max(0, ...read.map((text) => text.split('.')[1]?.length ?? 0))
  const sum = read.reduce((total, text) => total + unscaled(text, scale), 0n)
  const fine = 10n ** BigInt(AVERAGE_PLACES)
  const count = BigInt(read.length || 1)
  const twice = (2n * sum * fine) / count
  const average = (twice + (twice < 0n ? -1n : 1n)) / 2n
  return { count: values.filter(Boolean).length, numbers: read.length, sum: scaled(sum, scale), average: scaled(average, scale + AVERAGE_PLACES) }
}
