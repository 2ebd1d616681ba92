/** The frame's part of what is held back: whose deeds they are, and how a task is opened from a notice. */
import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { useMe } from '@/shared/api/queries'
import { sendLeftBehind } from '@/shared/held/held'
import '@/shared/held/removals' // what a dead page left may be a deletion
import { onShow } from './outbox'

export function useOutbox(): void {
  const router = useRouter()
  const { data: me } = useMe()
  onShow((one) => void router.push(`/inbox/${one.task}`))
  watch(() => me.value?.username, (user) => user && void sendLeftBehind(user), { immediate: true })
}
