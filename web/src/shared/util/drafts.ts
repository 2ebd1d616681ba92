/** Local drafts, kept every two seconds, so that a page killed by its host loses nothing. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Values } from '@/shared/api/types'

export interface Draft { key: string; values: Values; at: number }
interface Schema extends DBSchema { drafts: { key: string; value: Draft } }

let opened: Promise<IDBPDatabase<Schema>> | null = null
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('banjie', 1, { upgrade: (db) => void db.createObjectStore('drafts', { keyPath: 'key' }) })
  return opened
}
/** Storage may be refused (private windows): a draft is a help, never a condition. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}
const keepers = new Set<() => void>()
export const drafts = {
  /** Whoever keeps drafts is asked to do it at once by `keepNow`; the answer ends that. */
  keepBy(keep: () => void): () => void {
    keepers.add(keep)
    return () => keepers.delete(keep)
  },
  /** Before something that a host may kill the page for, such as its camera. */
  keepNow: () => keepers.forEach((keep) => keep()),
  read: (key: string) => quietly(async () => (await database()).get('drafts', key)),
  write: (key: string, values: Values) =>
    quietly(async () => (await database()).put('drafts', { key, values: JSON.parse(JSON.stringify(values)) as Values, at: Date.now() })),
  remove: (key: string) => quietly(async () => (await database()).delete('drafts', key)),
}
