import '@/shared/polyfills'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import '@/shared/tokens.css'
import '@/shared/controls.css'
import '../mobile.css'
import { queryClient } from '@/shared/api/queries'
import { allWords, restoreLocale } from '@/shared/i18n'
import { restoreTheme } from '@/shared/theme'
import PreviewApp from './PreviewApp.vue'

restoreTheme()
void restoreLocale().then(allWords).then(() => createApp(PreviewApp).use(VueQueryPlugin, { queryClient }).mount('#app'))
