/** The catalogues: Chinese is the source (and always loaded), others load when chosen. Keys are typed. */
import { ref } from 'vue'
import first from 'virtual:words/zh-CN/first'

export type MessageKey = keyof typeof import('./zh-CN.json')
export type Locale = 'zh-CN' | 'en'
type Params = Record<string, string | number>

const zh: Record<string, string> = { ...first }
const catalogues: Partial<Record<Locale, Record<string, string>>> = { 'zh-CN': zh }
const LATER: Record<Locale, () => Promise<{ default: Record<string, string> }>> = {
  'zh-CN': () => import('virtual:words/zh-CN/later'),
  en: () => import('virtual:words/en/later'),
}
const whole = new Set<Locale>()
let wanted = false
export const locale = ref<Locale>('zh-CN')

/** The message in the reader's language; `{name}` is filled from `params`. */
export function t(key: MessageKey, params?: Params): string {
  const text = catalogues[locale.value]?.[key] ?? zh[key] ?? key
  return params ? text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole)) : text
}

/** For codes that come from the server (`state.running`): the message, or the fallback where none is known. */
export function tOr(key: string, fallback: string): string {
  // A reader of English has the later words in English only.
  return key in (catalogues[locale.value] ?? zh) || key in zh ? t(key as MessageKey) : fallback
}

async function complete(language: Locale): Promise<void> {
  if (whole.has(language)) return
  Object.assign(catalogues[language]!, (await LATER[language]()).default)
  whole.add(language)
}

/** From here on all words are at hand, also in a language chosen afterwards; fails where they cannot be fetched. */
export async function allWords(): Promise<void> {
  wanted = true
  await complete(locale.value)
}

export async function setLocale(next: Locale): Promise<void> {
  if (next === 'en' && !catalogues.en) catalogues.en = { ...(await import('virtual:words/en/first')).default }
  if (wanted) await complete(next)
  locale.value = next
  document.documentElement.lang = next
  try {
    localStorage.setItem('locale', next)
  } catch {
    // Private windows may refuse storage; the choice then lasts for this page.
  }
}

export async function restoreLocale(): Promise<void> {
  let stored: string | null = null
  try {
    stored = localStorage.getItem('locale')
  } catch {
    stored = null
  }
  if (stored === 'en') await setLocale('en')
}
