/**
 * A ledger's saved views. The address carries what is looked at, so that a link and a reload show the same; a
 * view is what it began from. What is changed since stands beside it until it is saved or taken back.
 */
import { useQuery } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isProblem } from '@/shared/api/client'
import { api, viewPath } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { ColourRule, Field, LedgerView, ViewSettings } from '@/shared/api/types'
import { readLayout, type Layout } from '@/shared/grid/columns'
import { removeLater } from '@/shared/held/removals'
import { t } from '@/shared/i18n'
import type { KindSettings } from '@/shared/ledger/kinds'
import { toast, toastError } from '@/shared/ui/toast'
import { firstLayout, useKept } from './useKept'

const plain = (): ViewSettings => ({ filter: '', sort: '', group: '', columns: firstLayout(), colours: [], kind: 'grid', kanban: null, calendar: null, gallery: null })
type Refused = (fields: { field: string; message: string }[]) => void
const same = (one: unknown, two: unknown) => JSON.stringify(one) === JSON.stringify(two)
const sorted = (layout: Layout) => ({ order: layout.order, hidden: [...layout.hidden].sort(), frozen: layout.frozen, widths: Object.entries(layout.widths).sort() })

const kindOf = (settings: ViewSettings): KindSettings => ({ kind: settings.kind ?? 'grid', kanban: settings.kanban ?? null, calendar: settings.calendar ?? null, gallery: settings.gallery ?? null })

export function useViews(form: Ref<string>, fields: Ref<Map<string, Field>>) {
  const route = useRoute()
  const router = useRouter()
  const key = computed(() => [...keys.form(form.value), 'views'])
  const { data, refetch } = useQuery({ queryKey: key, queryFn: () => api.views(form.value), enabled: computed(() => Boolean(form.value)) })
  const views = computed<LedgerView[]>(() => data.value?.items ?? [])
  const current = computed(() => views.value.find((view) => String(view.id) === route.query.view) ?? null)
  const base = computed<ViewSettings>(() => current.value?.settings ?? plain())

  const layouts = useKept<Layout>(computed(() => (current.value ? `ledger/${form.value}/${current.value.id}` : `ledger/${form.value}`)), readLayout)
  const paints = useKept<ColourRule[]>(computed(() => `colours/${form.value}/${current.value?.id ?? ''}`), (raw) => (Array.isArray(raw) ? (raw as ColourRule[]) : []))
  const layout = computed<Layout>(() => layouts.kept.value ?? readLayout(base.value.columns))
  const colours = computed<ColourRule[]>(() => paints.kept.value ?? base.value.colours ?? [])
  const asked = (name: 'filter' | 'sort' | 'group') => String(route.query[name] ?? '')
  const now = computed<ViewSettings>(() => ({ filter: asked('filter'), sort: asked('sort'), group: asked('group'), columns: layout.value, colours: colours.value, ...kindOf(base.value) }))
  const changed = computed(() => {
    const ways = (['filter', 'sort', 'group'] as const).some((name) => now.value[name] !== (base.value[name] ?? ''))
    if (ways || !same(colours.value, base.value.colours ?? [])) return true
    // Without a view the columns are everybody's own affair: they are kept, and nothing asks to be saved.
    return current.value !== null && !same(sorted(layout.value), sorted(readLayout(base.value.columns)))
  })

  /** What a view says of fields that are gone meanwhile is passed over. */
  function look(settings: ViewSettings): Record<string, string> {
    const known = (code: string | undefined) => (code && fields.value.has(code.replace(/^-/, '')) ? code : '')
    const query = { filter: settings.filter ?? '', sort: known(settings.sort), group: known(settings.group) }
    return Object.fromEntries(Object.entries(query).filter(([, value]) => value))
  }
  async function open(view: LedgerView | null, rest: Record<string, unknown> = {}): Promise<void> {
    const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'string')) as Record<string, string>
    await router.replace({ query: { ...kept, view: view ? String(view.id) : 'all', ...(view ? look(view.settings) : {}) } })
  }
  const differs = (settings: ViewSettings) => (['filter', 'sort', 'group'] as const).some((name) => asked(name) !== (look(settings)[name] ?? ''))
  function forget(): void {
    layouts.keep(null)
    paints.keep(null)
  }
  async function revert(): Promise<void> {
    forget()
    await open(current.value)
  }
  // A bare address opens what is meant for one's roles; a view's own address what it keeps now, also where it
  // was written down before somebody changed the view.
  watch([data, fields], () => {
    if (!data.value || !fields.value.size) return
    const { view, filter, sort, group, q, record, edited } = route.query
    const first = view === undefined && !filter && !sort && !group && !q && !record ? views.value.find((one) => one.id === data.value?.first) : undefined
    if (first) void open(first)
    else if (current.value && !edited && differs(current.value.settings)) void open(current.value, { q, record })
  }, { immediate: true })

  async function run<T>(act: () => Promise<T>, said: string, refused?: Refused): Promise<T | undefined> {
    try {
      const made = await act()
      await refetch()
      toast(said)
      return made
    } catch (error) {
      if (isProblem(error, 409)) await refetch()
      if (refused && isProblem(error) && error.fields.length) return refused(error.fields), undefined
      toastError(error)
      return undefined
    }
  }
  async function save(): Promise<void> {
    const view = current.value
    if (!view) return
    const saved = await run(() => api.changeView(form.value, view.id, { settings: now.value }, view.revision), t('view.saved', { name: view.name }))
    if (!saved) return
    forget()
    await open(saved, { q: route.query.q, record: route.query.record })
  }
  async function saveAs({ kind, ...given }: { name: string; shared: boolean; roles: string[]; kind: KindSettings }, refused: Refused): Promise<boolean> {
    const settings = { ...now.value, ...kind }
    const made = await run(() => api.addView(form.value, { ...given, settings }), t('view.saved', { name: given.name }), refused)
    if (!made) return false
    paints.keep(null)
    if (current.value) layouts.keep(null)
    await open(made)
    return true
  }
  const change = (view: LedgerView, body: Parameters<typeof api.changeView>[2], refused?: Refused) => run(() => api.changeView(form.value, view.id, body, view.revision), t('view.changed'), refused)
  /** Name, roles and kind from the view's dialog; what else was changed of the view still waits to be saved. */
  const configure = ({ kind, ...given }: { name: string; shared: boolean; roles: string[]; kind: KindSettings }, view: LedgerView, refused: Refused) => change(view, { ...given, settings: { ...view.settings, ...kind } }, refused)
  function move(view: LedgerView, step: number): Promise<unknown> {
    const like = views.value.filter((one) => one.shared === view.shared)
    return change(view, { position: Math.max(0, like.indexOf(view) + step) })
  }
  async function remove(view: LedgerView): Promise<void> {
    const list = key.value
    if (current.value?.id === view.id) await open(null)
    await removeLater({ path: viewPath(form.value, view.id), revision: view.revision, list, id: view.id, title: view.name })
  }
  return { views, current, layout, colours, changed, keepLayout: layouts.keep, keepColours: paints.keep, open, revert, save, saveAs, change, configure, now, move, remove }
}
