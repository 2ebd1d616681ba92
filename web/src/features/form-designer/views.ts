/** Who may look at a form: whoever fills it in, and the steps of the processes that use it, each with its field rights. */
import type { Access, FormDefinition, ProcessDetail } from '@/shared/api/types'
import { t } from '@/shared/i18n'
import { processesOf, stepsOf } from './processes'

export interface View { id: string; label: string; access: (form: FormDefinition) => Record<string, Access> }

const all = (form: FormDefinition, right: Access): Record<string, Access> => Object.fromEntries(form.fields.map((field) => [field.code, right]))

function viewsOf(process: ProcessDetail): View[] {
  const name = process.definition.name ?? process.code
  const begun = (process.definition.fields ?? {}) as Record<string, Access>
  const tasks = stepsOf(process).flatMap((step) => (step.node?.kind === 'userTask' ? [step.node] : []))
  return [
    { id: `${process.code}/`, label: t('designer.viewStart', { process: name }), access: (form) => ({ ...all(form, 'edit'), ...begun }) },
    ...tasks.map((node): View => ({ id: `${process.code}/${node.code}`, label: t('designer.viewNode', { process: name, node: node.name ?? node.code }), access: (form) => ({ ...all(form, 'read'), ...node.fields }) })),
  ]
}
export const loadViews = async (code: string): Promise<View[]> => (await processesOf(code)).flatMap(viewsOf)
