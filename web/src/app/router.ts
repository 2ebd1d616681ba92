/** The desktop's addresses. Each page is a chunk of its own; reloading anywhere comes back to the same place. */
import { createRouter, createWebHistory } from 'vue-router'
import { root } from '@/shared/api/root'
import { t, type MessageKey } from '@/shared/i18n'
import { bringWords } from '@/shared/i18n/route'

declare module 'vue-router' {
  interface RouteMeta {
    title?: MessageKey
    bare?: boolean
    /** The parameter whose other value is another page: nothing of the one is left in the other. */
    own?: string
  }
}

export const router = createRouter({
  history: createWebHistory(root()),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('@/features/sign-in/SignInPage.vue'), meta: { first: true, title: 'signIn.submit', bare: true } },
    { path: '/setup/:step?', name: 'setup', component: () => import('@/features/first-start/SetupPage.vue'), props: true, meta: { title: 'setup.heading', bare: true } },
    { path: '/', name: 'home', component: () => import('@/features/home/HomePage.vue'), meta: { first: true, title: 'nav.home' } },
    { path: '/start', name: 'start', component: () => import('@/features/start/StartGalleryPage.vue'), meta: { first: true, title: 'nav.start' } },
    { path: '/start/:process', name: 'start-form', component: () => import('@/features/start/StartFormPage.vue'), props: true, meta: { first: true, title: 'nav.start' } },
    { path: '/inbox/:task?', name: 'inbox', component: () => import('@/features/inbox/InboxPage.vue'), props: true, meta: { first: true, title: 'nav.inbox' } },
    { path: '/cases', name: 'cases', component: () => import('@/features/cases/CasesPage.vue'), meta: { first: true, title: 'nav.cases' } },
    { path: '/cases/:id', name: 'case', component: () => import('@/features/cases/CasePage.vue'), props: true, meta: { first: true, title: 'nav.cases' } },
    { path: '/ledgers', name: 'ledgers', component: () => import('@/features/ledger/LedgersPage.vue'), meta: { title: 'nav.ledgers' } },
    { path: '/ledgers/:form', name: 'ledger', component: () => import('@/features/ledger/LedgerPage.vue'), props: true, meta: { title: 'nav.ledgers', own: 'form' } },
    { path: '/dashboards', name: 'dashboards', component: () => import('@/features/dashboards/DashboardsPage.vue'), meta: { title: 'nav.dashboards' } },
    { path: '/dashboards/:id', name: 'dashboard', component: () => import('@/features/dashboards/DashboardPage.vue'), props: true, meta: { title: 'nav.dashboards', own: 'id' } },
    { path: '/incidents', name: 'incidents', component: () => import('@/features/incidents/IncidentsPage.vue'), meta: { title: 'nav.incidents' } },
    { path: '/people', name: 'people', component: () => import('@/features/organisation/PeoplePage.vue'), meta: { title: 'nav.people' } },
    { path: '/substitutions', name: 'substitutions', component: () => import('@/features/organisation/SubstitutionsPage.vue'), meta: { title: 'nav.substitutions' } },
    { path: '/tokens', name: 'tokens', component: () => import('@/features/account/TokensPage.vue'), meta: { title: 'nav.tokens' } },
    { path: '/admin/forms', name: 'admin-forms', component: () => import('@/features/admin/FormsPage.vue'), meta: { title: 'nav.forms' } },
    { path: '/admin/forms/:code', name: 'form-designer', component: () => import('@/features/form-designer/FormDesignerPage.vue'), props: true, meta: { title: 'nav.forms' } },
    { path: '/admin/processes', name: 'admin-processes', component: () => import('@/features/admin/ProcessesPage.vue'), meta: { title: 'nav.processes' } },
    { path: '/admin/processes/:code', name: 'flow-designer', component: () => import('@/features/flow-designer/FlowDesignerPage.vue'), props: true, meta: { title: 'nav.processes' } },
    { path: '/admin/processes/:code/sheet', name: 'rule-sheet', component: () => import('@/features/rule-sheet/RuleSheetPage.vue'), props: true, meta: { title: 'sheet.heading', own: 'code' } },
    { path: '/admin/processes/:code/sheet/print', name: 'rule-sheet-print', component: () => import('@/features/rule-sheet/SheetPrintPage.vue'), props: true, meta: { title: 'sheet.heading', own: 'code' } },
    { path: '/admin/processes/:code/insight', name: 'insight', component: () => import('@/features/insight/InsightPage.vue'), props: true, meta: { title: 'insight.heading', own: 'code' } },
    { path: '/admin/templates', name: 'templates', component: () => import('@/features/templates/TemplatesPage.vue'), meta: { title: 'nav.templates' } },
    { path: '/admin/templates/:code', name: 'template', component: () => import('@/features/templates/TemplatePage.vue'), props: true, meta: { title: 'nav.templates' } },
    { path: '/admin/connections', name: 'connections', component: () => import('@/features/admin/ConnectionsPage.vue'), meta: { title: 'nav.connections' } },
    { path: '/admin/audit', name: 'audit', component: () => import('@/features/admin/AuditPage.vue'), meta: { title: 'nav.audit' } },
    { path: '/admin/calendar', name: 'calendar', component: () => import('@/features/calendar/CalendarPage.vue'), meta: { title: 'nav.calendar' } },
    { path: '/admin/backups', name: 'backups', component: () => import('@/features/admin/BackupsPage.vue'), meta: { title: 'nav.backups' } },
    { path: '/help/:topic?', name: 'help', component: () => import('@/features/help/HelpPage.vue'), props: true, meta: { title: 'help.heading' } },
    { path: '/admin/received', name: 'received', component: () => import('@/features/admin/ReceivedPage.vue'), meta: { title: 'nav.received' } },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./NotFoundPage.vue'), meta: { title: 'error.notFoundTitle' } },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

bringWords(router)
router.afterEach((to) => {
  document.title = to.meta.title ? `${t(to.meta.title)} · ${t('app.name')}` : t('app.name')
})
