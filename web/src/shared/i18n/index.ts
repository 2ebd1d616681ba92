/** The catalogues: Chinese is the source (and always loaded), others load when chosen. Keys are typed. */
import { ref } from 'vue'
import zh from './zh-CN.json'

export type MessageKey = keyof typeof zh
export type Locale = 'zh-CN' | 'en'
type Params = Record<string, string | number>

const catalogues: Partial<Record<Locale, Record<string, string>>> = { 'zh-CN': zh }
export const locale = ref<Locale>('zh-CN')

/** The message in the reader's language; `{name}` is filled from `params`. */
export function t(key: MessageKey, params?: Params): string {
  const text = catalogues[locale.value]?.[key] ?? zh[key] ?? key
  return params ? text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole)) : text
}

/** For codes that come from the server (`state.running`): the message, or the fallback where none is known. */
export function tOr(key: string, fallback: string): string {
  return key in zh ? t(key as MessageKey) : fallback
}

export async function setLocale(next: Locale): Promise<void> {
  if (next === 'en' && !catalogues.en) catalogues.en = (await import('./en.json')).default
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
