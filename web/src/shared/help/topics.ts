/** Which guides there are, in the order in which they are read, and which one speaks of which page. */
import type { MessageKey } from '@/shared/i18n'

export interface TopicGroup {
  label: MessageKey
  topics: readonly string[]
  /** What is also done on the phone. */
  phone?: true
}

export const GROUPS: readonly TopicGroup[] = [
  { label: 'help.using', topics: ['start', 'decide', 'closed', 'phone', 'substitution'], phone: true },
  { label: 'help.data', topics: ['ledgers', 'views', 'dashboards', 'import'] },
  { label: 'help.building', topics: ['rule-sheet', 'form', 'formulas', 'flow', 'followups', 'publish', 'templates'] },
  { label: 'help.administration', topics: ['setup', 'people', 'connections', 'incidents'] },
]

/** The guide of a page, by the name of its route; the desktop's and the phone's names are the same. */
const PAGES: Record<string, string> = {
  home: 'start',
  start: 'start',
  'start-form': 'start',
  inbox: 'decide',
  task: 'decide',
  cases: 'start',
  case: 'closed',
  ledgers: 'ledgers',
  ledger: 'ledgers',
  dashboards: 'dashboards',
  dashboard: 'dashboards',
  incidents: 'incidents',
  people: 'people',
  substitutions: 'substitution',
  'admin-forms': 'form',
  'form-designer': 'form',
  'admin-processes': 'rule-sheet',
  'flow-designer': 'flow',
  'rule-sheet': 'rule-sheet',
  insight: 'publish',
  templates: 'templates',
  template: 'templates',
  connections: 'connections',
  backups: 'setup',
}

export const topicOf = (route: unknown): string | undefined => PAGES[String(route)]
