/** The two parts of each catalogue, cut by the build (web/build/words.ts). */
declare module 'virtual:words/*' {
  const words: Record<string, string>
  export default words
}
