import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { isLater } from '../src/shared/i18n/later.ts'

const FOLDER = fileURLToPath(new URL('../src/shared/i18n/', import.meta.url))
const NAME = /^virtual:words\/(zh-CN|en)\/(first|later)$/

/** One catalogue per language for whoever writes words; two modules for whoever reads them: what the first pages say, and the rest. */
export function words(): Plugin {
  return {
    name: 'words',
    resolveId: (id) => (NAME.test(id) ? `\0${id}` : null),
    load(id) {
      const [, language, part] = NAME.exec(id.slice(1)) ?? []
      if (!language) return null
      const file = `${FOLDER}${language}.json`
      this.addWatchFile(file)
      const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
      return `export default ${JSON.stringify(Object.fromEntries(all.filter(([key]) => isLater(key) === (part === 'later'))))}`
    },
  }
}
