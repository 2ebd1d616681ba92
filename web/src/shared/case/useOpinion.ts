/** One opinion being written: its words, the people it names with @, and its files. */
import { computed, ref, type Ref } from 'vue'
import type { Field, OpinionInput, Participant } from '@/shared/api/types'
import { filesOf } from '@/shared/form/core/labels'
import { useUploads } from '@/shared/form/core/useUploads'
import { smaller } from '@/shared/form/mobile/smaller'

const FIELD: Field = { code: 'opinion', label: '', type: 'attachment', settings: { max_count: 9, max_mb: 20 } }

export function useOpinion(people: Ref<Participant[]>) {
  const text = ref('')
  const reason = ref('')
  const ids = ref<string[]>([])
  const files = computed(() => filesOf(ids.value, undefined))
  const uploads = useUploads(() => FIELD, () => ids.value, (next) => (ids.value = next), smaller)
  const mentions = computed(() => people.value.filter((person) => text.value.includes(`@${person.name}`)).map((person) => person.username))
  function clear(): void {
    text.value = ''
    reason.value = ''
    ids.value = []
    uploads.settle()
    ;[...uploads.queue].forEach(uploads.drop)
  }
  const given = (): OpinionInput => ({ text: text.value.trim(), reason_code: reason.value, attachments: ids.value })
  return { text, reason, ids, files, uploads, mentions, people, clear, given }
}
export type OpinionDraft = ReturnType<typeof useOpinion>
