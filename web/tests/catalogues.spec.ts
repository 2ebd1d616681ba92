import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/shared/i18n/en.json'
import zh from '@/shared/i18n/zh-CN.json'

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).filter((name) => !['yyyy', 'MM', 'dd', 'seq'].includes(name)).sort()
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}

describe('catalogues', () => {
  it('say the same things in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })
  it('leave the same holes to fill', () => {
    for (const [key, text] of Object.entries(zh)) expect(holes((en as Record<string, string>)[key]), key).toEqual(holes(text))
  })
  it('hold every Chinese word: none stands in code', () => {
    const code = files('src').filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.spec.ts'))
    const stray = code.filter((name) => {
      const text = readFileSync(name, 'utf8')
      const bare = text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(^|\s)\/\/.*$/gm, '')
      // Punctuation between items and Chinese digits typed by people are no words.
      return /[一-龥]/.test(bare.replace(/\[一-[鿿龥]\]/g, ''))
    })
    expect(stray).toEqual([])
  })
})
