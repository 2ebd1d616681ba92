/** What a process is besides its steps, as its designer changes it. */
import type { Policy, ProcessDetail, ProcessSettings } from '@/shared/api/types'

export function settingsOf(definition: ProcessDetail['definition'], code: string): ProcessSettings {
  return {
    name: String(definition.name ?? code),
    description: String(definition.description ?? ''),
    title: String(definition.title ?? ''),
    start_range: (definition.start_range as Policy[] | undefined) ?? [],
    administrators: (definition.administrators as string[] | undefined) ?? [],
  }
}
