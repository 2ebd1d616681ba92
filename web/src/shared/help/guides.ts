/** The guides of `docs/`, built into the application: each page loads when it is read. */
import type { Locale } from '@/shared/i18n'

export interface Guide {
  title: string
  /** Of our own making at build time, from Markdown without raw HTML. */
  html: string
  text: string
}

const pages = import.meta.glob<Guide>('../../../../docs/*/guide/*.md')
const FOLDER: Record<Locale, string> = { 'zh-CN': 'zh', en: 'en' }
/** Characters of the text shown on either side of what was found. */
const AROUND = 24

/** One guide in that language; fails where it cannot be fetched. */
export function loadGuide(locale: Locale, topic: string): Promise<Guide> {
  const page = pages[`../../../../docs/${FOLDER[locale]}/guide/${topic}.md`]
  return page ? page() : Promise.reject(new Error(`no guide ${topic}`))
}

/** Where the words stand in a text: a piece of it around them, or nothing. Case is no matter. */
export function excerpt(text: string, words: string): string {
  const at = text.toLowerCase().indexOf(words.toLowerCase())
  if (at < 0) return ''
  const from = Math.max(0, at - AROUND)
  const to = Math.min(text.length, at + words.length + AROUND * 2)
  return `${from ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}
