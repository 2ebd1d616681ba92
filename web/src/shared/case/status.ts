/** A case's state in a word and a tone, and how far its follow-ups have come. */
import type { InstanceSummary, JobState, JobView } from '@/shared/api/types'
import { t } from '@/shared/i18n'

export type Tone = 'ok' | 'bad' | 'warn' | 'busy' | 'idle'

export function toneOfCase(one: InstanceSummary): Tone {
  if (one.outcome === 'approved') return one.closed ? 'ok' : 'busy'
  if (one.outcome === 'rejected' || one.outcome === 'terminated') return 'bad'
  if (one.outcome === 'withdrawn' || one.outcome === 'revoked') return 'idle'
  if (one.status === 'suspended') return 'warn'
  return one.status === 'running' ? 'busy' : 'idle'
}
export function labelOfCase(one: InstanceSummary): string {
  if (one.state_label) return one.state_label
  if (one.outcome === 'approved') return t(one.closed ? 'case.closed' : 'case.approvedOpen')
  if (one.outcome) return t(`case.outcome.${one.outcome}`)
  return t(`case.status.${one.status}`)
}
export interface Progress { landed: number; total: number; incidents: number }
export function progressOf(jobs: JobView[]): Progress {
  const counted = jobs.filter((job) => job.holds_open && job.state !== 'cancelled')
  return {
    total: counted.length,
    landed: counted.filter((job) => job.state === 'landed' || job.state === 'waived').length,
    incidents: counted.filter((job) => job.state === 'incident').length,
  }
}
export const toneOfJob = (state: JobState): Tone =>
  state === 'landed' ? 'ok' : state === 'incident' ? 'bad' : state === 'retrying' ? 'warn' : state === 'waived' || state === 'cancelled' ? 'idle' : 'busy'
