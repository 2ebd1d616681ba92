/** The colour of a row by a ledger's rules. */
import { computed, type Ref } from 'vue'
import { useMe } from '@/shared/api/queries'
import type { ColourRule, Field, LedgerRecord } from '@/shared/api/types'
import { readFilter, rowsOf } from '@/shared/grid/filter'
import { rowText } from '@/shared/grid/filterText'
import { matches } from '@/shared/grid/matches'
import type { Tint } from '@/shared/grid/marks'
import { valueOf } from './systemFields'

export function useTints(rules: Ref<ColourRule[]>, fields: Ref<Map<string, Field>>) {
  const { data: me } = useMe()
  const read = computed(() => rules.value.map((rule) => {
    const filter = readFilter(rule.when)
    const name = rule.name || rowsOf(filter).map((row) => rowText(row, fields.value.get(row.field))).join('，')
    return { filter, tint: { colour: rule.colour, name } satisfies Tint }
  }))
  const reader = computed(() => ({ username: me.value?.username ?? '', department: me.value?.department ?? '' }))
  return (row: LedgerRecord): Tint | undefined => read.value.find((rule) => matches(rule.filter, fields.value, (code) => valueOf(row, code), reader.value))?.tint
}
