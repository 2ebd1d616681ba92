import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isLater } from '@/shared/i18n/later'
import zh from '@/shared/i18n/zh-CN.json'

const SRC = resolve('src')
const ROUTERS = ['app/router.ts', 'mobile/router.ts'].map((name) => join(SRC, name))
const KEYS = Object.keys(zh)

function found(spec: string, from: string): string | undefined {
  const base = spec.startsWith('@/') ? join(SRC, spec.slice(2)) : resolve(dirname(from), spec)
  return [base, `${base}.ts`, `${base}.vue`, join(base, 'index.ts')].find((path) => existsSync(path) && statSync(path).isFile())
}

/** Files of a pattern like `../fields/*\/Read.vue`. */
function matching(pattern: string, from: string): string[] {
  const [folder, name] = pattern.split('/*/')
  if (!name) return []
  const within = resolve(dirname(from), folder)
  return readdirSync(within).map((each) => join(within, each, name)).filter(existsSync)
}

/** Pages that a router calls first, by the files that it loads for them. */
function firstPages(): string[] {
  return ROUTERS.flatMap((router) =>
    [...readFileSync(router, 'utf8').matchAll(/import\('([^']+)'\).*first: true/g)].map((hit) => found(hit[1], router)!),
  )
}

/** All files that load with these or from them, also later; routers lead to other pages and are not followed. */
function reached(from: string[]): string[] {
  const seen = new Set<string>()
  const todo = [...from]
  while (todo.length) {
    const file = todo.pop()!
    if (seen.has(file) || ROUTERS.includes(file) || !/\.(ts|vue)$/.test(file)) continue
    seen.add(file)
    const code = readFileSync(file, 'utf8')
    for (const [, spec] of code.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)'([@.][^']*)'/g)) todo.push(...[found(spec, file)].filter((path) => path !== undefined))
    for (const [, pattern] of code.matchAll(/import\.meta\.glob[^(]*\(\[?'(\.[^']+)'/g)) todo.push(...matching(pattern, file))
  }
  return [...seen]
}

/** Keys that a file says: written out, or all that begin like `state.${…}`. */
function said(file: string): string[] {
  const code = readFileSync(file, 'utf8')
  const whole = [...code.matchAll(/['"`]([a-zA-Z]+(?:\.\w+)+)['"`]/g)].map((hit) => hit[1]).filter((key) => key in zh)
  const beginnings = [...code.matchAll(/`([a-zA-Z]+\.(?:\w+\.)*)\w*\$\{/g)].map((hit) => hit[1])
  return [...whole, ...KEYS.filter((key) => beginnings.some((beginning) => key.startsWith(beginning)))]
}

describe('words that load later', () => {
  it('are said by none of the first pages', () => {
    const pages = firstPages()
    expect(pages.length).toBeGreaterThan(15)
    const files = reached([...pages, ...['app/boot.ts', 'mobile/boot.ts'].map((name) => join(SRC, name))])
    const missed = files.flatMap((file) => said(file).filter(isLater).map((key) => `${relative(SRC, file)}: ${key}`))
    expect(missed).toEqual([])
  })
})
