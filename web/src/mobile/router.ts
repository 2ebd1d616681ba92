/** The phone's addresses: the desktop's names under `/m`. What has no phone page leads home. */
import { createRouter, createWebHistory } from 'vue-router'
import { root } from '@/shared/api/root'
import { t, type MessageKey } from '@/shared/i18n'
import { bringWords } from '@/shared/i18n/route'

declare module 'vue-router' {
  interface RouteMeta { title?: MessageKey; tab?: 'inbox' | 'start' | 'cases' | 'mine' }
}

export const router = createRouter({
  history: createWebHistory(`${root()}m/`),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { first: true, title: 'signIn.submit' } },
    { path: '/', name: 'home', component: () => import('./pages/InboxPage.vue'), meta: { first: true, title: 'nav.inbox', tab: 'inbox' } },
    { path: '/inbox', redirect: '/' },
    { path: '/inbox/:task', name: 'task', component: () => import('./pages/CasePage.vue'), props: true, meta: { first: true, title: 'nav.inbox' } },
    { path: '/start', name: 'start', component: () => import('./pages/StartPage.vue'), meta: { first: true, title: 'nav.start', tab: 'start' } },
    { path: '/start/:process', name: 'start-form', component: () => import('./pages/FillPage.vue'), props: true, meta: { first: true, title: 'nav.start' } },
    { path: '/cases', name: 'cases', component: () => import('./pages/CasesPage.vue'), meta: { first: true, title: 'nav.cases', tab: 'cases' } },
    { path: '/cases/:id', name: 'case', component: () => import('./pages/CasePage.vue'), props: true, meta: { first: true, title: 'nav.cases' } },
    { path: '/ledgers', name: 'ledgers', component: () => import('./pages/LedgersPage.vue'), meta: { title: 'nav.ledgers' } },
    { path: '/ledgers/:form', name: 'ledger', component: () => import('./pages/LedgerPage.vue'), props: true, meta: { title: 'nav.ledgers' } },
    { path: '/dashboards', name: 'dashboards', component: () => import('./pages/DashboardsPage.vue'), meta: { title: 'nav.dashboards' } },
    { path: '/dashboards/:id', name: 'dashboard', component: () => import('./pages/DashboardPage.vue'), props: true, meta: { title: 'nav.dashboards' } },
    { path: '/substitutions', name: 'substitutions', component: () => import('./pages/SubstitutionsPage.vue'), meta: { title: 'nav.substitutions' } },
    { path: '/mine', name: 'mine', component: () => import('./pages/MinePage.vue'), meta: { first: true, title: 'nav.mine', tab: 'mine' } },
    { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue'), meta: { first: true, title: 'action.search' } },
    { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue'), meta: { first: true, title: 'notices.title' } },
    { path: '/help/:topic?', name: 'help', component: () => import('./pages/HelpPage.vue'), props: true, meta: { first: true, title: 'help.heading' } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
bringWords(router)
router.afterEach((to) => {
  document.title = to.meta.title ? `${t(to.meta.title)} · ${t('app.name')}` : t('app.name')
})
