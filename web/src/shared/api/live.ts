/** Server-sent events keep inbox and open cases fresh; where the stream fails, we poll every five seconds. */
import { address } from './client'
import { api } from './endpoints'
import { keys, queryClient, refreshWork } from './queries'
import type { Me } from './types'

const POLL = 5_000

function onInbox(): void {
  for (const queryKey of [keys.me, keys.notices, ['tasks'], ['instances'], keys.incidents]) void queryClient.invalidateQueries({ queryKey })
}

function onCase(event: MessageEvent<string>): void {
  let id = ''
  try {
    id = String((JSON.parse(event.data) as { id?: unknown }).id ?? '')
  } catch {
    id = ''
  }
  void queryClient.invalidateQueries({ queryKey: id ? keys.instance(id) : ['instance'] })
  void queryClient.invalidateQueries({ queryKey: ['instances'] })
  void queryClient.invalidateQueries({ queryKey: ['task'] })
}

/** What happened between the first answers and the opening of the stream was told to nobody: the counts say so. */
async function catchUp(): Promise<void> {
  const before = queryClient.getQueryData<Me>(keys.me)
  if (!before) return
  const now = await queryClient.fetchQuery({ queryKey: keys.me, queryFn: api.me, staleTime: 0 }).catch(() => before)
  if (JSON.stringify(now.counts) !== JSON.stringify(before.counts)) onInbox()
}

/** Listen until the returned function is called. */
export function goLive(): () => void {
  let source: EventSource | null = null
  let timer: number | undefined
  let reopen: number | undefined
  const poll = () => {
    if (timer === undefined) {
      timer = window.setInterval(() => {
        if (!document.hidden) void refreshWork()
      }, POLL)
    }
  }
  const open = () => {
    source = new EventSource(address('/events'))
    source.onopen = () => {
      window.clearInterval(timer)
      // After a break anything may have changed.
      void (timer === undefined ? catchUp() : refreshWork())
      timer = undefined
    }
    source.addEventListener('inbox', onInbox)
    source.addEventListener('case', onCase as (event: Event) => void)
    source.onerror = () => {
      poll()
      // A refused stream is closed for good by the browser: try anew later, polling meanwhile.
      if (source?.readyState === EventSource.CLOSED) reopen = window.setTimeout(open, 30_000)
    }
  }
  const onShow = (event: PageTransitionEvent) => event.persisted && void refreshWork()
  window.addEventListener('pageshow', onShow)
  if ('EventSource' in window) open()
  else poll()
  return () => {
    source?.close()
    window.clearInterval(timer)
    window.clearTimeout(reopen)
    window.removeEventListener('pageshow', onShow)
  }
}
