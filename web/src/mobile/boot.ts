/** Puts the phone's application together. */
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import '@/shared/tokens.css'
import '@/shared/controls.css'
import './mobile.css'
import { onSignedOut } from '@/shared/api/client'
import { queryClient } from '@/shared/api/queries'
import { restoreLocale } from '@/shared/i18n'
import { restoreTheme } from '@/shared/theme'
import App from './App.vue'
import { router } from './router'

export async function boot(): Promise<void> {
  restoreTheme()
  await restoreLocale()
  onSignedOut(() => {
    const here = router.currentRoute.value
    if (here.name === 'sign-in') return
    queryClient.clear()
    void router.replace({ name: 'sign-in', query: { next: here.fullPath } })
  })
  createApp(App).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
}
