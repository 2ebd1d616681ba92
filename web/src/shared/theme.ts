/** Light, dark, or as the system says; kept per browser. */
import { ref } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'
export const theme = ref<Theme>('auto')
const media = window.matchMedia?.('(prefers-color-scheme: dark)')

function apply(): void {
  const dark = theme.value === 'dark' || (theme.value === 'auto' && Boolean(media?.matches))
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

export function setTheme(next: Theme): void {
  theme.value = next
  try {
    localStorage.setItem('theme', next)
  } catch {
    // Not kept: fine.
  }
  apply()
}

export function restoreTheme(): void {
  try {
    const stored = localStorage.getItem('theme')
    if (stored === 'light' || stored === 'dark') theme.value = stored
  } catch {
    theme.value = 'auto'
  }
  media?.addEventListener?.('change', apply)
  apply()
}
