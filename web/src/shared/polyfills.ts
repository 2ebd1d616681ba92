// What the floor (Chrome 87, Safari 14) lacks and our dependencies or we use. A build target rewrites
// syntax, never APIs, so these are added by hand; each only where missing.

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const whole = Math.trunc(index) || 0
  return this[whole < 0 ? this.length + whole : whole]
}

for (const prototype of [Array.prototype, String.prototype] as object[]) {
  if (!('at' in prototype)) Object.defineProperty(prototype, 'at', { value: at, writable: true, configurable: true })
}
if (!('hasOwn' in (Object as object))) {
  Reflect.defineProperty(Object, 'hasOwn', {
    value: (target: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(target, key),
  })
}
if (typeof globalThis.structuredClone !== 'function') {
  // Plain data only: that is all we ever clone.
  globalThis.structuredClone = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))
}
if (typeof Array.prototype.findLast !== 'function') {
  Object.defineProperty(Array.prototype as object, 'findLast', {
    value<T>(this: T[], test: (item: T, index: number, all: T[]) => unknown): T | undefined {
      for (let index = this.length - 1; index >= 0; index -= 1) if (test(this[index], index, this)) return this[index]
      return undefined
    },
  })
}

// `crypto.randomUUID` exists only from Chrome 92 and only under HTTPS; a LAN installation has plain HTTP.
if (typeof crypto !== 'undefined' && typeof crypto.randomUUID !== 'function') {
  Object.defineProperty(crypto, 'randomUUID', {
    value: () => {
      const bytes = crypto.getRandomValues(new Uint8Array(16))
      bytes[6] = (bytes[6] & 0x0f) | 0x40
      bytes[8] = (bytes[8] & 0x3f) | 0x80
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
  })
}
export {}
