/** Leaving: what still waits is sent first, and nothing of this person stays in memory. */
import { api } from '@/shared/api/endpoints'
import { queryClient } from '@/shared/api/queries'
import { sendAll } from '@/shared/case/outbox'
import { removeAll } from '@/shared/ui/removeLater'

/** Throws where the server cannot be reached; one is then still signed in. */
export async function leave(): Promise<void> {
  await Promise.all([sendAll(), removeAll()])
  await api.signOut()
  queryClient.clear()
}
