/** Deletions are held back for five seconds: off the list at once, back in its place by undo or by a refusal. */
import { errorText, isProblem, server } from '@/shared/api/client'
import { keys, queryClient } from '@/shared/api/queries'
import { markRemoved, unmarkRemoved } from '@/shared/api/removed'
import type { Me } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { toast, toastError } from '@/shared/ui/toast'
import { kindOfDeed, type Deed } from './held'

export interface Removal extends Deed {
  /** Where it stands at the server. */
  path: string
  revision?: number
  /** The list that shows it. */
  list: readonly unknown[]
  id: number
}

/** A list as it is cached, whole or by pages, without that one. */
function without(data: unknown, id: number): unknown {
  if (Array.isArray(data)) return data.filter((one: { id?: unknown }) => one.id !== id)
  if (typeof data !== 'object' || data === null) return data
  const { items, pages } = data as { items?: unknown; pages?: unknown }
  if (Array.isArray(items)) return { ...data, items: without(items, id) }
  return Array.isArray(pages) ? { ...data, pages: pages.map((page) => without(page, id)) } : data
}
const refresh = (one: Pick<Removal, 'list'>) => queryClient.invalidateQueries({ queryKey: one.list })
async function send(one: Pick<Removal, 'path' | 'revision' | 'key'>, keepalive: boolean): Promise<void> {
  try {
    await server.deleteAt(one.path, { revision: one.revision, key: one.key, keepalive })
  } catch (error) {
    // Somebody else has deleted it: that is what was wanted.
    if (!isProblem(error, 404)) throw error
  }
}
const hold = kindOfDeed<Removal>('removal', {
  said: (one) => t('removal.done', { title: one.title }),
  undone: () => t('removal.undone'),
  hide: (one) => {
    markRemoved(one.path)
    queryClient.setQueriesData({ queryKey: one.list }, (data: unknown) => without(data, one.id))
    void refresh(one)
  },
  show: (one) => unmarkRemoved(one.path),
  send,
  refresh,
  returned: (one) => void refresh(one),
  refused: (one, error) => toast(t('removal.refused', { title: one.title, reason: errorText(error) }), 'bad', undefined, undefined, isProblem(error) ? error.reference : undefined),
  tooOld: (one) => toast(t('removal.tooOld', { title: one.title }), 'bad'),
})

/** Deleted for the eye now and at the server in five seconds; at once where the browser keeps nothing. */
export async function removeLater(what: Pick<Removal, 'path' | 'revision' | 'list' | 'id' | 'title'>): Promise<void> {
  const one = { ...what, key: crypto.randomUUID(), user: queryClient.getQueryData<Me>(keys.me)?.username ?? '' }
  if (hold(one)) return
  try {
    await send(one, false)
    toast(t('removal.done', { title: one.title }))
  } catch (error) {
    toastError(error)
  }
  await refresh(one)
}
