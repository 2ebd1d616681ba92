/** Agreements are held back for five seconds; undone, their words are offered again. */
import { computed, ref } from 'vue'
import { errorText, isProblem } from '@/shared/api/client'
import { markDecided, unmarkDecided } from '@/shared/api/decided'
import { api } from '@/shared/api/endpoints'
import { refreshWork } from '@/shared/api/queries'
import type { TaskCommand } from '@/shared/api/types'
import { held as waiting, kindOfDeed, type Deed, type Held } from '@/shared/held/held'
import { t, tOr } from '@/shared/i18n'
import { toast } from '@/shared/ui/toast'

export interface Decided extends Deed { task: string; instance: string; command: string; body: TaskCommand }
export type HeldDecision = Held<Decided>

const KIND = 'decision'
/** The decisions that the server has not answered yet. */
export const held = computed(() => waiting.value.filter((one): one is HeldDecision => one.kind === KIND))
/** What was taken back last, or refused by the server: its words are offered again. */
export const returned = ref<Decided | null>(null)
let show: (decided: Decided) => void = () => {}
/** How the application opens a task; given by its frame. */
export const onShow = (open: (decided: Decided) => void) => (show = open)
const look = (one: Decided) => ({ label: t('decision.look'), run: () => show(one) })

export const holdBack = kindOfDeed<Decided>(KIND, {
  said: (one) => tOr(`decision.done.${one.command}`, t('decision.done')),
  undone: () => t('decision.undone'),
  hide: (one) => markDecided(one.task),
  show: (one) => unmarkDecided(one.task),
  send: (one, keepalive) => api.taskCommand(one.task, one.command, one.body, { key: one.key, keepalive }),
  refresh: (one) => refreshWork(one.instance),
  returned: (one) => (returned.value = one),
  refused: (one, error) => {
    // Somebody was quicker: there is nothing left to decide, only to read.
    if (!isProblem(error, 409)) returned.value = one
    toast(t(isProblem(error, 409) ? 'decision.beatenAt' : 'decision.notSent', { title: one.title, reason: errorText(error) }), 'bad', look(one))
  },
  tooOld: (one) => toast(t('decision.tooOld', { title: one.title }), 'bad', look(one)),
})
