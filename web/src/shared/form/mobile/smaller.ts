/** Photographs are made ≤ 1600 px before upload; anything else goes as it is. */
export async function smaller(file: File): Promise<File> {
  if (!/^image\/(jpe?g|png|webp)$/.test(file.type) || file.size < 300_000) return file
  const { default: Compressor } = await import('compressorjs')
  return new Promise((resolve) => {
    new Compressor(file, {
      quality: 0.8,
      maxWidth: 1600,
      maxHeight: 1600,
      success: (made) => resolve(made instanceof File ? made : new File([made], file.name, { type: made.type })),
      // A picture that cannot be made smaller is still worth sending.
      error: () => resolve(file),
    })
  })
}
