/** The upload queue of one file field: progress, retry, cancel; finished ids go into the field's value. */
import { onBeforeUnmount, reactive } from 'vue'
import { errorText } from '@/shared/api/client'
import type { Field, FileInfo } from '@/shared/api/types'
import { upload, type Upload } from '@/shared/api/upload'
import { t } from '@/shared/i18n'
import { rememberFile } from './labels'

export interface Queued { key: number; file: File; share: number; error: string }

export function useUploads(field: () => Field, ids: () => string[], update: (ids: string[]) => void, prepare?: (file: File) => Promise<File>) {
  const queue = reactive<Queued[]>([])
  const running = new Map<number, Upload>()
  let last = 0
  // Several uploads may finish before the field's new value comes back, so they are counted here too.
  let current: string[] | null = null

  function leave(event: BeforeUnloadEvent): void {
    if (running.size) event.preventDefault()
  }
  window.addEventListener('beforeunload', leave)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', leave)
    running.forEach((one) => one.cancel())
  })

  async function send(item: Queued): Promise<void> {
    item.error = ''
    item.share = 0
    try {
      const file = prepare ? await prepare(item.file) : item.file
      const one = upload(file, (share) => (item.share = share))
      running.set(item.key, one)
      const info: FileInfo = await one.done
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
    const settings = field().settings ?? {}
    const room = Number(settings.max_count ?? 20) - ids().length - queue.length
    const limit = Number(settings.max_mb ?? 50)
    for (const file of files.slice(0, Math.max(room, 0))) {
      queue.push({ key: (last += 1), file, share: 0, error: '' })
      const item = queue[queue.length - 1]
      if (file.size > limit * 1024 * 1024) item.error = t('file.tooLarge', { limit })
      else void send(item)
    }
  }
  function drop(item: Queued): void {
    running.get(item.key)?.cancel()
    remove(item)
  }
  return { queue, add, retry: (item: Queued) => void send(item), drop }
}
