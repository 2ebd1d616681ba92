/** The phone's addresses: the desktop's names under `/m`. */
import { createRouter, createWebHistory } from 'vue-router'
import { root } from '@/shared/api/root'
import type { MessageKey } from '@/shared/i18n'

declare module 'vue-router' {
  interface RouteMeta { title?: MessageKey; tab?: boolean }
}

export const router = createRouter({
  history: createWebHistory(`${root()}m/`),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: 'signIn.submit' } },
    { path: '/:rest(.*)*', redirect: '/sign-in' },
  ],
})
