/** Trying the draft: a person and values go in, the way with its people and reasons comes out. */
import { computed, ref, shallowRef, type Ref } from 'vue'
import { isProblem } from '@/shared/api/client'
import { api } from '@/shared/api/endpoints'
import type { FormDefinition, NodeView, Preview, SimulatedLane, Simulation, Step } from '@/shared/api/types'
import type { LaneView } from '@/shared/flow/context'
import { walk } from '@/shared/flow/model'
import { useForm } from '@/shared/form/core/useForm'
import { t } from '@/shared/i18n'
import { useChoices } from '@/shared/start/useChoices'

export function useTrial(code: string, definition: FormDefinition, steps: Ref<Step[]>, begun: string) {
  const applicant = ref(begun)
  const found = shallowRef<Simulation | null>(null)
  const trouble = ref('')
  const preview = computed<Preview | null>(() => found.value && { ...found.value, errors: found.value.form.errors })
  const { choices, choose } = useChoices(preview, undefined)
  const form = useForm({
    definition: computed(() => definition),
    evaluate: async (body, signal) => {
      try {
        const answer = await api.simulate(code, { applicant: applicant.value, values: body.values, changed: body.changed ?? null, choices: choices.value }, signal)
        found.value = answer
        trouble.value = ''
        return answer.form
      } catch (error) {
        if (isProblem(error)) {
          found.value = null
          trouble.value = [error.detail || error.title, ...error.fields.map((one) => one.message)].join('\n')
        }
        throw error
      }
    },
  })
  const shown = computed(() => new Map((found.value?.steps ?? []).map((step) => [step.node, step])))
  const nodes = computed<NodeView[]>(() =>
    [...walk(steps.value)].flatMap(({ step }) => {
      if (!step.node || !found.value) return []
      const way = shown.value.get(step.node.code)
      const people = (way?.people ?? []).map((person) => ({ ...person, at: null, decision: '', state: '' }))
      return [{ code: step.node.code, name: step.node.name ?? '', kind: step.node.kind, state: way ? (way.certain ? 'done' : 'waiting') : 'skipped', why: way?.why ?? '', people, job: null, mode: way?.mode ?? '' } satisfies NodeView]
    }),
  )
  const lanes = computed<Record<string, LaneView>>(() => {
    const known = new Map((found.value?.lanes ?? []).map((lane) => [lane.lane, lane]))
    const said: Record<string, LaneView> = {}
    for (const { step } of walk(steps.value)) {
      for (const lane of step.lanes ?? []) {
        const way = known.get(lane.id)
        said[lane.id] = { taken: way ? way.taken : false, why: way && step.kind !== 'parallel' ? whyOf(way, Boolean(lane.default)) : '' }
      }
    }
    return said
  })
  return { applicant, form, choices, choose, preview, found, trouble, nodes, lanes, run: () => form.evaluate() }
}

/** 「金额 = ¥6,200.00：满足」 */
function whyOf(lane: SimulatedLane, isDefault: boolean): string {
  if (isDefault) return lane.taken === null ? t('trial.unknown') : t(lane.taken ? 'trial.noneHolds' : 'trial.oneHolds')
  const looked = lane.looked_at.map((one) => t('trial.value', { label: one.label, text: one.text || t('grid.nothing') })).join(t('list.separator'))
  const verdict = t(lane.taken ? 'trial.holds' : lane.holds === true ? 'trial.earlier' : lane.holds === false ? 'trial.fails' : lane.taken === null ? 'trial.unknown' : 'trial.notAsked')
  return looked ? t('trial.why', { looked, verdict }) : verdict
}
