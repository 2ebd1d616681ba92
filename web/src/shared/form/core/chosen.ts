/** Choosing people or departments, whatever the control looks like: the options, and what stands in it. */
import { computed, type ComputedRef } from 'vue'
import { searchRecords } from './directory'
import { listOf } from './keys'
import { remember, remembered } from './labels'
import type { SkinProps } from './layout'
import { textOf } from './registry'
import type { Option } from '../fields/select/options'

export function useChosenText(props: SkinProps, options: ComputedRef<Option[]>): ComputedRef<string> {
  return computed(() => {
    const names = listOf(props.value).map((key) => options.value.find((option) => option.value === key)?.label.trim())
    return names.length && names.every(Boolean) ? names.join('、') : textOf(props.field, props.value, props.shown)
  })
}

/** The same for one linked record: its title as remembered from choosing, and how to search for another. */
export function useLinkedRecord(props: SkinProps, update: (value: unknown) => void) {
  const text = computed(() => remembered(props.field, props.value) ?? textOf(props.field, props.value, props.shown))
  const search = computed(() => searchRecords(String(props.field.settings?.form ?? '')))
  function pick(value: unknown, option?: Option): void {
    if (option) remember(props.field, value, option.label)
    update(value)
  }
  return { text, search, pick }
}
