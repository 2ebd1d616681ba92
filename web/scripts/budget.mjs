// Weighs what each page loads first (gzip, JS + CSS) and fails the build above the budgets; also refuses
// any foreign address in the built style sheets, so that nothing is fetched from elsewhere.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const out = fileURLToPath(new URL('../../src/banjie/static/', import.meta.url))
const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'))
const KB = 1024
const sizes = new Map()
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(out, file)), { level: 9 }).length)
  return sizes.get(file)
}
/** Everything that loads with `key`: its chunk, its static imports, and their style sheets. */
function closure(key, seen = new Set(), files = new Set()) {
  if (seen.has(key)) return files
  seen.add(key)
  const chunk = manifest[key]
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) closure(next, seen, files)
  return files
}
const weigh = (files) => [...files].reduce((sum, file) => sum + size(file), 0)

const DESKTOP = ['index.html', 'src/app/boot.ts']
const PHONE = ['m.html']
// Words that only some pages say are weighed with every page.
const later = Object.keys(manifest).filter((key) => key.endsWith('virtual:words/zh-CN/later')).flatMap((key) => [...closure(key)])
if (!later.length) throw new Error('the later words are no chunk of their own')
const shell = new Set(DESKTOP.flatMap((key) => [...closure(key)]))
const phone = new Set(PHONE.flatMap((key) => [...closure(key)]))
const rows = [['desktop shell', weigh(shell), 110], ['phone entry', weigh(phone), 120]]
for (const key of Object.keys(manifest)) {
  if (!/Page\.vue$/.test(key)) continue
  const mobile = key.startsWith('src/mobile/')
  const files = new Set([...(mobile ? phone : shell), ...later, ...closure(key)])
  rows.push([key.replace(/^src\//, ''), weigh(files), /designer/i.test(key) ? 380 : 250])
}
let failed = false
for (const [name, bytes, limit] of rows) {
  const over = bytes > limit * KB
  failed ||= over
  console.log(`${over ? 'OVER ' : '     '}${(bytes / KB).toFixed(1).padStart(7)} / ${limit} KB  ${name}`)
}
for (const file of readdirSync(join(out, 'assets')).filter((name) => name.endsWith('.css'))) {
  if (/url\(["']?(https?:)?\/\//.test(readFileSync(join(out, 'assets', file), 'utf8'))) {
    failed = true
    console.log(`OVER foreign address in ${file}`)
  }
}
process.exit(failed ? 1 : 0)
