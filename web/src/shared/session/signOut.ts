/** Leaving: what still waits is sent first, and nothing of this person stays in memory. */
import { api } from '@/shared/api/endpoints'
import { queryClient } from '@/shared/api/queries'
import { sendAll } from '@/shared/held/held'

/** Throws where the server cannot be reached; one is then still signed in. */
export async function leave(): Promise<void> {
  await sendAll()
  await api.signOut()
  queryClient.clear()
}
