/** What the build makes of the guides in `docs/` (web/build/guides.ts). */
declare module 'virtual:guide-titles' {
  const titles: Record<'zh-CN' | 'en', Record<string, string>>
  export default titles
}
