// Leaves a .br and a .gz twin beside every built text asset, so that the server never compresses at run time.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../../src/banjie/static/assets/', import.meta.url))
for (const name of readdirSync(folder)) {
  if (!/\.(js|css|svg)$/.test(name)) continue
  const content = readFileSync(join(folder, name))
  if (content.length < 1024) continue
  writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }))
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }))
}
