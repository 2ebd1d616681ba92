/** The choices of a cell, narrowed by what is typed: options, people, departments, or records searched for. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useDepartments } from '@/shared/api/queries'
import type { Field } from '@/shared/api/types'
import { searchRecords, usePeopleOptions } from '@/shared/form/core/directory'
import { coreOf } from '@/shared/form/core/registry'
import { choicesOf, type Option } from '@/shared/form/fields/select/options'
import { t } from '@/shared/i18n'

const PAUSE = 200
const MOST = 100

/** `asked`: what is typed, null while nothing is offered. */
export function useCellOptions(field: () => Field, asked: () => string | null) {
  const people = usePeopleOptions(field)
  const { data: departments } = useDepartments()
  const kind = computed(() => coreOf(field().type).filter)
  const all = computed<Option[]>(() => {
    if (kind.value === 'boolean') return [{ value: 'true', label: t('value.yes') }, { value: 'false', label: t('value.no') }]
    if (kind.value === 'person') return people.value
    if (kind.value === 'department') return (departments.value ?? []).map((one) => ({ value: one.code, label: one.name }))
    return kind.value === 'link' ? [] : choicesOf(field())
  })
  const records = ref<Option[]>([])
  const loading = ref(false)
  let timer: number | undefined
  let last = 0
  async function search(text: string): Promise<void> {
    const mine = (last += 1)
    loading.value = true
    try {
      const found = await searchRecords(String(field().settings?.form ?? ''))(text)
      if (mine === last) records.value = found
    } catch {
      if (mine === last) records.value = []
    } finally {
      if (mine === last) loading.value = false
    }
  }
  watch(asked, (text, before) => {
    window.clearTimeout(timer)
    if (kind.value !== 'link' || text === null) return
    timer = window.setTimeout(() => void search(text), before === null ? 0 : PAUSE)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  const found = computed<Option[]>(() => {
    if (kind.value === 'link') return records.value
    const text = (asked() ?? '').trim().toLowerCase()
    const hit = (option: Option) => [option.label, option.value, option.hint ?? ''].some((one) => String(one).toLowerCase().includes(text))
    return (text ? all.value.filter(hit) : all.value).slice(0, MOST)
  })
  const labelOf = (value: string) => all.value.find((option) => String(option.value) === value)?.label ?? value
  return { found, loading, labelOf }
}
