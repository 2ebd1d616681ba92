/** Leaving a designer saves first; it asks, once, only where that could not be done. */
import type { Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { t } from '@/shared/i18n'
import { confirm } from '@/shared/ui/confirm'

export function useLeavingDraft(draft: { flush: () => Promise<void>; unsaved: Ref<boolean>; status: Ref<string> }): void {
  onBeforeRouteLeave(async () => {
    await draft.flush()
    if (!draft.unsaved.value) return true
    const text = t(draft.status.value === 'conflict' ? 'designer.leaveConflict' : 'designer.leaveText')
    return (await confirm({ title: t('designer.leaveTitle'), text, yes: t('start.leave'), danger: true })) !== null
  })
}
