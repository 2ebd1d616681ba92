/** The upload queue of one file field: progress, retry, cancel; finished ids go into the field's value. */
import { onBeforeUnmount, reactive } from 'vue'
import { errorText } from '@/shared/api/client'
import type { Field, FileInfo } from '@/shared/api/types'
import { upload, type Upload } from '@/shared/api/upload'
import { t } from '@/shared/i18n'
import { dismiss, toast, UNDO_MS } from '@/shared/ui/toast'
import { rememberFile } from './labels'
import { uploading } from './uploading'

export interface Queued { key: number; file: File; share: number; error: string; gone: boolean }
/** The server takes no more, whatever a field says. */
const MOST_MB = 20
/** A phone's line is narrow: more at a time only makes each slower. */
const AT_ONCE = 3

export function useUploads(field: () => Field, ids: () => string[], update: (ids: string[]) => void, prepare?: (file: File) => Promise<File>) {
  const queue = reactive<Queued[]>([])
  const waiting: Queued[] = []
  const running = new Map<number, Upload>()
  const offered: number[] = []
  let busy = 0
  let last = 0
  // Several uploads may finish before the field's new value comes back, so they are counted here too.
  let current: string[] | null = null

  function leave(event: BeforeUnloadEvent): void {
    if (!busy && !waiting.length) return
    event.preventDefault()
    event.returnValue = ''
  }
  window.addEventListener('beforeunload', leave)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', leave)
    queue.forEach((item) => drop(item, false))
    settle()
  })

  function start(item: Queued): void {
    item.error = ''
    item.share = 0
    waiting.push(item)
    uploading.value += 1
    next()
  }
  function next(): void {
    while (busy < AT_ONCE && waiting.length) {
      const item = waiting.shift()
      if (!item || item.gone) {
        uploading.value -= 1
        continue
      }
      busy += 1
      void send(item).finally(() => {
        busy -= 1
        uploading.value -= 1
        next()
      })
    }
  }
  async function send(item: Queued): Promise<void> {
    try {
      const file = prepare ? await prepare(item.file) : item.file
      if (item.gone) return
      const limit = Math.min(Number(field().settings?.max_mb ?? MOST_MB), MOST_MB)
      if (file.size > limit * 1024 * 1024) {
        item.error = t('file.tooLarge', { limit })
        return
      }
      const one = upload(file, (share) => (item.share = share))
      running.set(item.key, one)
      const info: FileInfo = await one.done
      if (item.gone) return
      rememberFile(info)
      current = [...(current ?? ids()), info.id]
      remove(item)
      update(current)
      queueMicrotask(() => (current = null))
    } catch (error) {
      item.error = errorText(error)
    } finally {
      running.delete(item.key)
    }
  }
  function remove(item: Queued): void {
    const index = queue.findIndex((other) => other.key === item.key)
    if (index >= 0) queue.splice(index, 1)
  }
  function add(files: File[]): void {
    const most = Number(field().settings?.max_count ?? (prepare ? 9 : 20))
    const room = Math.max(most - ids().length - queue.length, 0)
    for (const file of files.slice(0, room)) {
      queue.push({ key: (last += 1), file, share: 0, error: '', gone: false })
      start(queue[queue.length - 1])
    }
    if (files.length > room) toast(t('file.tooMany', { most, left: files.length - room }), 'info')
  }
  function drop(item: Queued, taken = true): void {
    item.gone = true
    running.get(item.key)?.cancel()
    if (taken) remove(item)
  }
  /** A file that was added leaves the field; for five seconds it can come back to its place. */
  function take(file: FileInfo): void {
    const at = ids().indexOf(file.id)
    update(ids().filter((id) => id !== file.id))
    const said = toast(t('file.removed', { name: file.name }), 'info', {
      label: t('action.undo'),
      run: () => {
        rememberFile(file)
        const now = ids().filter((id) => id !== file.id)
        update([...now.slice(0, at), file.id, ...now.slice(at)])
      },
    }, UNDO_MS)
    offered.push(said)
  }
  /** Nothing that was taken out comes back. */
  const settle = () => offered.splice(0).forEach(dismiss)
  return { queue, add, take, settle, retry: start, drop: (item: Queued) => drop(item) }
}
