import { describe, expect, it } from 'vitest'
import type { JobView } from '@/shared/api/types'
import { progressOf, toneOfJob } from '@/shared/case/status'

const job = (state: JobView['state'], holds_open = true) => ({ state, holds_open }) as JobView

describe('how far the follow-ups have come', () => {
  it('counts what has landed or was waived against all that hold the case open', () => {
    expect(progressOf([job('landed'), job('waived'), job('retrying'), job('incident'), job('landed', false)])).toEqual({ landed: 2, total: 4, incidents: 1 })
  })
  it('leaves out what a return or a rejection has made unnecessary', () => {
    expect(progressOf([job('cancelled'), job('landed')])).toEqual({ landed: 1, total: 1, incidents: 0 })
    expect(toneOfJob('cancelled')).toBe('idle')
  })
})
