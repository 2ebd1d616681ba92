/** An import on its way: asked for, then looked at until it has ended. */
import { onBeforeUnmount, ref } from 'vue'
import { errorText } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import type { Import, ImportInput } from '@/shared/api/types'

const PAUSE = 500

export function useImport(form: string) {
  const found = ref<Import | null>(null)
  const failed = ref('')
  let timer: number | undefined
  let current = ''

  async function start(asked: ImportInput): Promise<void> {
    stop()
    found.value = null
    failed.value = ''
    try {
      const made = await api.startImport(form, asked)
      current = made.id
      take(made)
    } catch (error) {
      failed.value = errorText(error)
    }
  }
  function take(one: Import): void {
    if (one.id !== current) return
    found.value = one
    if (one.state === 'failed') failed.value = one.error
    if (one.state === 'working') timer = window.setTimeout(look, PAUSE, one.id)
  }
  async function look(id: string): Promise<void> {
    try {
      take(await api.getImport(id))
    } catch (error) {
      if (id === current) failed.value = errorText(error)
    }
  }
  function stop(): void {
    current = ''
    window.clearTimeout(timer)
  }
  onBeforeUnmount(stop)
  return { found, failed, start, stop }
}
