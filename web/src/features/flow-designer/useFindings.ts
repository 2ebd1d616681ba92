/** What the check found, said with the step that it is about, and counted as gaps where nothing else is wrong. */
import { computed, type Ref } from 'vue'
import type { CheckResult, Step } from '@/shared/api/types'
import { laneKey, pathOf, pathOfLane, stepAt } from '@/shared/flow/model'
import { t } from '@/shared/i18n'

const GAPS = new Set(['flow_without_condition', 'branch_without_condition', 'nobody_assigned', 'fallback_missing', 'policy_unset', 'setting_unset'])

export function useFindings(steps: Ref<Step[]>, check: Ref<CheckResult | null>) {
  const found = computed(() => check.value?.findings ?? [])
  const errors = computed(() => found.value.filter((one) => one.severity === 'error'))
  /** An error hides the warning at the same place. */
  const marks = computed(() => Object.fromEntries([...found.value.filter((one) => one.severity !== 'error'), ...errors.value].map((one) => [one.where, one.severity])))
  function nameOf(where: string): string {
    const path = pathOf(steps.value, where)
    const step = path && stepAt(steps.value, path)
    if (step) return step.node ? step.node.name || step.node.code : step.name || t('flow.branch')
    const block = pathOfLane(steps.value, where)
    const lanes = (block && stepAt(steps.value, block)?.lanes) || []
    const at = lanes.findIndex((one) => one.id === where)
    return at < 0 ? '' : lanes[at].name || (lanes[at].default ? t('flow.default') : t('flow.condition', { n: at + 1 }))
  }
  const told = computed<CheckResult | null>(() => check.value && { ...check.value, findings: found.value.map((one) => ({ ...one, message: nameOf(one.where) ? t('flow.findingAt', { name: nameOf(one.where), text: one.message }) : one.message })) })
  const gaps = computed(() => (errors.value.length && errors.value.every((one) => GAPS.has(one.code)) ? t('flow.gaps', { n: errors.value.length }) : undefined))
  /** How the drawing names the place: lanes and nodes may share a code. */
  const keyOf = (where: string) => (pathOf(steps.value, where) === null && pathOfLane(steps.value, where) !== null ? laneKey(where) : where)
  return { marks, told, gaps, keyOf }
}
