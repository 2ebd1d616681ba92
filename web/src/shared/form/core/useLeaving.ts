/** Leaving a page asks once where something would be lost: files on their way, or values kept nowhere. */
import { onBeforeRouteLeave } from 'vue-router'
import { t } from '@/shared/i18n'
import { confirm } from '@/shared/ui/confirm'
import { uploading } from './uploading'

/** `lost`: the values are kept nowhere, not even on this machine. */
export function useLeaving(unsaved: () => boolean, lost = false): void {
  onBeforeRouteLeave(async () => {
    if (uploading.value) return (await confirm({ title: t('file.leaveTitle'), text: t('file.leaveText', { n: uploading.value }), yes: t('start.leave') })) !== null
    if (!unsaved()) return true
    return (await confirm({ title: t('start.leaveTitle'), text: t(lost ? 'start.leaveLost' : 'start.leaveText'), yes: t('start.leave') })) !== null
  })
}
