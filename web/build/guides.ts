import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked, type Tokens } from 'marked'
import type { Plugin } from 'vite'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))
const FOLDERS: Record<string, string> = { 'zh-CN': 'zh/guide', en: 'en/guide' }
const TITLES = 'virtual:guide-titles'

/** Width and height of a PNG in pixels, out of its IHDR chunk (ISO/IEC 15948, 11.2.2). */
function pngSize(path: string): { width: number; height: number } {
  const head = readFileSync(path).subarray(0, 24)
  if (head.toString('latin1', 12, 16) !== 'IHDR') throw new Error(`${path} is not a PNG`)
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
const heading = (source: string) => /^# +(.+)$/m.exec(source)?.[1].trim() ?? ''

/**
 * A guide's page as a module: `title`, `html` whose pictures are hashed assets of known size, and `text` for the search.
 * Links to other guides carry `data-topic`; a link to anything else, and raw HTML, fail the build.
 */
function compile(source: string, file: string): string {
  const imports: string[] = []
  const marked = new Marked({
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag): string => {
        throw new Error(`${file}: raw HTML in a guide: ${text}`)
      },
      heading({ tokens, depth }) {
        return depth === 1 ? '' : `<h${depth}>${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      image({ href, text }) {
        const path = resolve(dirname(file), href)
        const { width, height } = pngSize(path)
        imports.push(path)
        const mark = `\u0000${imports.length - 1}\u0000`
        return `<a class="picture" href="${mark}"><img src="${mark}" alt="${escape(text)}" width="${width}" height="${height}" loading="lazy"></a>`
      },
      link({ href, tokens }) {
        const topic = /^([a-z-]+)\.md$/.exec(href)?.[1]
        if (!topic) throw new Error(`${file}: a guide links to other guides only: ${href}`)
        readFileSync(join(dirname(file), href))
        return `<a href="#" data-topic="${topic}">${this.parser.parseInline(tokens)}</a>`
      },
    },
  })
  const html = marked.parse(source, { async: false })
  const parts = html.split(/\u0000(\d+)\u0000/).map((part, index) => (index % 2 ? `picture${part}` : JSON.stringify(part)))
  const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()
  return [
    ...imports.map((path, index) => `import picture${index} from ${JSON.stringify(path)}`),
    `export const title = ${JSON.stringify(heading(source))}`,
    `export const html = ${parts.join(' + ')}`,
    `export const text = ${JSON.stringify(text)}`,
  ].join('\n')
}

/** The guides of `docs/` inside the application: each page a small module that loads when it is read. */
export function guides(): Plugin {
  return {
    name: 'guides',
    resolveId: (id) => (id === TITLES ? `\0${TITLES}` : null),
    load(id) {
      if (id !== `\0${TITLES}`) return null
      const titles = Object.fromEntries(
        Object.entries(FOLDERS).map(([locale, folder]) => {
          const files = readdirSync(join(DOCS, folder)).filter((name) => name.endsWith('.md'))
          return [locale, Object.fromEntries(files.map((name) => [basename(name, '.md'), heading(readFileSync(join(DOCS, folder, name), 'utf8'))]))]
        }),
      )
      return `export default ${JSON.stringify(titles)}`
    },
    transform(code, id) {
      const file = id.split('?')[0]
      if (!file.startsWith(DOCS) || !file.endsWith('.md')) return null
      return { code: compile(code, file), map: null }
    },
  }
}
