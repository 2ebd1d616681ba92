/** Photographs are made ≤ 1600 px before upload; anything else goes as it is. */
const LONGEST = 1600
const SMALL = 300_000

function longestSide(file: File): Promise<number> {
  const address = URL.createObjectURL(file)
  return new Promise<number>((resolve) => {
    const picture = new Image()
    picture.onload = () => resolve(Math.max(picture.naturalWidth, picture.naturalHeight))
    picture.onerror = () => resolve(0)
    picture.src = address
  }).finally(() => URL.revokeObjectURL(address))
}

export async function smaller(file: File): Promise<File> {
  if (!/^image\/(jpe?g|png|webp)$/.test(file.type)) return file
  if (file.size < SMALL && (await longestSide(file)) <= LONGEST) return file
  const { default: Compressor } = await import('compressorjs')
  return new Promise((resolve) => {
    new Compressor(file, {
      quality: 0.8,
      maxWidth: LONGEST,
      maxHeight: LONGEST,
      success: (made) => resolve(made instanceof File ? made : new File([made], renamed(file.name, made.type), { type: made.type })),
      // A picture that cannot be made smaller is still worth sending.
      error: () => resolve(file),
    })
  })
}
/** A large PNG comes back as JPEG: its name says so too. */
function renamed(name: string, type: string): string {
  return type === 'image/jpeg' && !/\.jpe?g$/i.test(name) ? `${name.replace(/\.[^.]*$/, '')}.jpg` : name
}
