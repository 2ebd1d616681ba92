/** What a hand has drawn, as a small PNG: cut to the ink, turned upright, never wider than a line of print. */

const MARGIN = 12
const WIDEST = 900
const HIGHEST = 360

interface Box { left: number; top: number; width: number; height: number }

/** Where the ink is on the canvas, in its own pixels; null on an empty sheet. */
export function inked(pixels: Uint8ClampedArray, width: number, height: number): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!pixels[(y * width + x) * 4 + 3]) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The picture to keep. `turned`: drawn along the long side of an upright phone, to be read after a quarter turn. */
export function cutOut(canvas: HTMLCanvasElement, turned: boolean): Promise<File | null> {
  const source = canvas.getContext('2d')
  const box = source && inked(source.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)
  if (!box) return Promise.resolve(null)
  const [wide, high] = turned ? [box.height, box.width] : [box.width, box.height]
  const scale = Math.min(1, WIDEST / wide, HIGHEST / high)
  const sheet = document.createElement('canvas')
  sheet.width = Math.ceil(wide * scale) + 2 * MARGIN
  sheet.height = Math.ceil(high * scale) + 2 * MARGIN
  const target = sheet.getContext('2d')
  if (!target) return Promise.resolve(null)
  target.translate(MARGIN, MARGIN)
  target.scale(scale, scale)
  if (turned) {
    // The upright phone's right edge becomes the top.
    target.translate(0, box.width)
    target.rotate(-Math.PI / 2)
  }
  target.drawImage(canvas, box.left, box.top, box.width, box.height, 0, 0, box.width, box.height)
  return new Promise((resolve) => sheet.toBlob((made) => resolve(made && new File([made], 'signature.png', { type: 'image/png' })), 'image/png'))
}
