/** The endpoints by resource, each a typed function over the server's own document; pages never spell a path. */
import { seg, server, type Options, type QueryOf } from './client'
import { isRemoved, removedBelow } from './removed'
import type * as T from './types'

export const api = {
  signIn: (username: string, password: string) => server.post('/session', { body: { username, password } }),
  signOut: () => server.delete('/session'),
  me: () => server.get('/me'),
  setLocale: (locale: string) => server.patch('/me', { body: { locale } }),
  notices: (query: QueryOf<'/notices'>) => server.get('/notices', { query }),
  readNotices: () => server.post('/notices/read'),
  tokens: (query: QueryOf<'/tokens'>) => server.get('/tokens', { query }),
  // No key, as with passwords: an answer under a key is remembered.
  addToken: (body: T.TokenInput) => server.post('/tokens', { body, key: null }),
  revokeToken: (id: string) => server.delete('/tokens/{identifier}', { path: { identifier: id } }),
  setup: () => server.get('/setup'),
  setUp: (body: T.SetupInput) => server.post('/setup', { body, key: null }),
  setupSteps: () => server.get('/setup/steps'),
  putAwaySetup: (wanted: boolean) => server.patch('/setup/steps', { body: { wanted } }),
  demoAccounts: () => server.get('/demo-accounts'),

  users: (q?: string) => server.get('/users', { query: { q } }),
  departments: () => server.get('/departments'),
  roles: () => server.get('/roles'),
  // No key: an answer under a key is remembered, and this one may hold a password. The user name keeps it single.
  handOverOf: (username: string) => server.get('/users/{username}/hand-over', { path: { username } }),
  handOver: (username: string, body: T.HandOverInput) => server.post('/users/{username}/hand-over', { path: { username }, body }),
  addUser: (body: T.PersonInput) => server.post('/users', { body, key: null }),
  changeUser: (username: string, body: T.PersonChange) => server.patch('/users/{username}', { path: { username }, body }),
  moveDepartment: (code: string, body: T.DepartmentMove) => server.post('/departments/{code}/move', { path: { code }, body }),
  putDepartment: (code: string, body: Omit<T.Department, 'code'>) => server.put('/departments/{code}', { path: { code }, body }),
  putRole: (code: string, body: Omit<T.Role, 'code'>) => server.put('/roles/{code}', { path: { code }, body }),
  substitutions: () => server.get('/substitutions').then((all) => all.filter((one) => !isRemoved(substitutionPath(one.id)))),
  addSubstitution: (body: { substitute: string; starts: string; ends: string; process: string | null }) =>
    server.post('/substitutions', { body }),
 
  forms: () => server.get('/forms'),
  form: (form: string) => server.get('/forms/{code}', { path: { code: form } }).then(told<T.FormDetail>),
  saveFormDraft: (form: string, definition: T.FormDefinition, revision: number) =>
    server.put('/forms/{code}/draft', { path: { code: form }, body: { definition: definition as unknown as T.Values, revision } }).then(told<T.FormDetail>),
  evaluateDraft: (form: string, body: T.DraftInput, signal?: AbortSignal) => server.post('/forms/{code}/draft/evaluate', { path: { code: form }, body, signal, key: null }),
  tryExpression: (form: string, body: T.ExpressionInput, signal?: AbortSignal) => server.post('/forms/{code}/expression', { path: { code: form }, body, signal, key: null }),
  checkForm: (form: string) => server.post('/forms/{code}/check', { path: { code: form }, body: {}, key: null }),
  publishForm: (form: string) => server.post('/forms/{code}/publish', { path: { code: form } }).then(told<T.FormDetail>),
  evaluate: (form: string, body: T.EvaluateInput, signal?: AbortSignal) =>
    server.post('/forms/{code}/evaluate', { path: { code: form }, body, signal, key: null }),

  records: (form: string, query: QueryOf<'/forms/{code}/records'>, signal?: AbortSignal) =>
    server.get('/forms/{code}/records', { path: { code: form }, query, signal }).then((page) => ({ ...page, items: page.items.filter((one) => !isRemoved(recordPath(form, one.id))) })),
  record: (form: string, id: number) => server.get('/forms/{code}/records/{identifier}', { path: { code: form, identifier: id } }),
  addRecord: (form: string, values: T.Values) => server.post('/forms/{code}/records', { path: { code: form }, body: { values } }),
  saveRecord: (form: string, id: number, values: T.Values, revision: number) =>
    server.patch('/forms/{code}/records/{identifier}', { path: { code: form, identifier: id }, body: { values }, revision }),
  changeRecords: (form: string, changes: T.RecordChange[], check = false) =>
    server.post('/forms/{code}/records/changes', { path: { code: form }, body: { changes, check }, ...(check ? { key: null } : undefined) }),
  views: (form: string) => server.get('/forms/{code}/views', { path: { code: form } }).then((found) => ({ ...found, items: found.items.filter((one) => !isRemoved(viewPath(form, one.id))) })),
  addView: (form: string, body: T.LedgerViewInput) => server.post('/forms/{code}/views', { path: { code: form }, body }),
  changeView: (form: string, id: number, body: T.LedgerViewChange, revision: number) =>
    server.patch('/forms/{code}/views/{identifier}', { path: { code: form, identifier: id }, body, revision }),
  anchors: (form: string, query: QueryOf<'/forms/{code}/records/anchors'>) =>
    server.get('/forms/{code}/records/anchors', { path: { code: form }, query }).then((found) => ({ ...found, count: found.count - removedBelow(`/forms/${seg(form)}/records`) })),
  aggregate: (form: string, query: QueryOf<'/forms/{code}/records/aggregate'>) => server.get('/forms/{code}/records/aggregate', { path: { code: form }, query }),
  chart: (form: string, query: QueryOf<'/forms/{code}/records/chart'>, signal?: AbortSignal) => server.get('/forms/{code}/records/chart', { path: { code: form }, query, signal }),
  dashboards: () => server.get('/dashboards').then((all) => all.filter((one) => !isRemoved(dashboardPath(one.id)))),
  dashboard: (id: number) => server.get('/dashboards/{identifier}', { path: { identifier: id } }),
  addDashboard: (body: T.DashboardInput) => server.post('/dashboards', { body }),
  changeDashboard: (id: number, body: T.DashboardChange, revision: number) => server.patch('/dashboards/{identifier}', { path: { identifier: id }, body, revision }),
  startExport: (form: string, body: T.ExportInput) => server.post('/forms/{code}/exports', { path: { code: form }, body }),

  processes: () => server.get('/processes'),
  process: (process: string) => server.get('/processes/{code}', { path: { code: process } }).then(told<T.ProcessDetail>),
  saveProcessDraft: (process: string, body: { steps: T.Step[]; revision: number; definition?: { name: string; form: string } } & Partial<T.ProcessSettings>) =>
    server.put('/processes/{code}/draft', { path: { code: process }, body: { ...body, steps: body.steps as unknown as T.Values[] } }).then(told<T.ProcessDetail>),
  processVersions: (process: string) => server.get('/processes/{code}/versions', { path: { code: process } }),
  processVersion: (process: string, version: number) => server.get('/processes/{code}/versions/{version}', { path: { code: process, version } }).then(told<T.ProcessVersionDetail>),
  checkProcess: (process: string) => server.post('/processes/{code}/check', { path: { code: process }, key: null }),
  startPilot: (process: string, range: T.Policy[]) => server.post('/processes/{code}/pilot', { path: { code: process }, body: { range } }).then(told<T.ProcessDetail>),
  promotePilot: (process: string) => server.post('/processes/{code}/pilot/promote', { path: { code: process } }).then(told<T.ProcessDetail>),
  endPilot: (process: string) => server.delete('/processes/{code}/pilot', { path: { code: process } }).then(told<T.ProcessDetail>),
  publishProcess: (process: string) => server.post('/processes/{code}/publish', { path: { code: process } }).then(told<T.ProcessDetail>),
  ruleSheet: (process: string, version?: number) => server.get('/processes/{code}/sheet', { path: { code: process }, query: version ? { version } : {} }).then(told<T.RuleSheet>),
  saveRuleSheet: (process: string, sheet: T.Sheet, revision: number, generate = false) =>
    server.put('/processes/{code}/sheet', { path: { code: process }, body: { sheet: sheet as unknown as T.Values, revision, generate } }).then(told<T.RuleSheet>),
  publishRuleSheet: (process: string) => server.post('/processes/{code}/sheet/publish', { path: { code: process } }),
  copyProcess: (process: string, code: string, name: string) => server.post('/processes/{code}/copy', { path: { code: process }, body: { code, name } }),
  insight: (process: string, days: number) => server.get('/insight/processes/{process}', { path: { process }, query: { days } }),
  knownCalls: (connection: string) => server.get('/connectors/{name}/calls', { path: { name: connection } }),
  simulate: (process: string, body: T.SimulateInput, signal?: AbortSignal) => server.post('/processes/{code}/simulate', { path: { code: process }, body, signal, key: null }),
  preview: (process: string, data: T.Values, choices: T.Choices, signal?: AbortSignal) =>
    server.post('/processes/{code}/preview', { path: { code: process }, body: { data, choices }, signal, key: null }),

  start: (process: string, data: T.Values, choices: T.Choices, submit: boolean, key?: string) =>
    server.post('/instances', { body: { process, data, choices, submit }, key }).then(told<T.Instance>),
  instances: (query: QueryOf<'/instances'>) => server.get('/instances', { query }),
  instance: (id: string) => server.get('/instances/{identifier}', { path: { identifier: id } }).then(told<T.Instance>),
  saveDraft: (id: string, data: T.Values, choices: T.Choices, revision?: number) =>
    server.patch('/instances/{identifier}', { path: { identifier: id }, body: { data, choices }, revision }).then(told<T.Instance>),
  instanceCommand: (id: string, command: string, body: T.InstanceCommand, revision?: number, key?: string) =>
    server.post('/instances/{identifier}/{command}', { path: { identifier: id, command }, body, revision, key }),

  tasks: (query: QueryOf<'/tasks'>) => server.get('/tasks', { query }),
  task: (id: string) => server.get('/tasks/{identifier}', { path: { identifier: id } }).then(told<T.TaskDetail>),
  taskCommand: (id: string, command: string, body: T.TaskCommand, options: Pick<Options, 'key' | 'keepalive'> = {}) =>
    server.post('/tasks/{identifier}/{command}', { path: { identifier: id, command }, body, ...options }),
  batch: (command: 'approve' | 'reject' | 'complete', ids: string[], opinion: T.OpinionInput) =>
    server.post('/tasks/batch', { body: { command, ids, opinion } }),

  search: (q: string, signal?: AbortSignal) => server.get('/search', { query: { q }, signal }),
  suggestCode: (of: 'form' | 'process' | 'sheet', name: string, signal?: AbortSignal) => server.get('/code-suggestion', { query: { of, name }, signal }),

  incidents: () => server.get('/incidents', { query: { limit: 100 } }).then(told<T.Page<T.JobView>>),
  retry: (id: string) => server.post('/incidents/{identifier}/retry', { path: { identifier: id } }),
  waive: (id: string, opinion: T.OpinionInput) => server.post('/incidents/{identifier}/waive', { path: { identifier: id }, body: { opinion } }),

  connectors: () => server.get('/connectors'),
  testConnector: (name: string, to: string) => server.post('/connectors/{name}/test', { path: { name }, body: { to }, key: null }),
  removeConnector: (name: string) => server.delete('/connectors/{name}', { path: { name } }),
  saveConnector: (name: string, body: T.Values) => server.patch('/connectors/{name}', { path: { name }, body }),
  templates: () => server.get('/templates'),
  template: (code: string) => server.get('/templates/{code}', { path: { code } }).then(told<T.TemplateDetail>),
  tryTemplate: (code: string) => server.post('/templates/{code}/try', { path: { code } }),
  endTrial: (code: string) => server.delete('/templates/{code}/try', { path: { code } }),
  adoptTemplate: (code: string, roles: Record<string, string[]>) => server.post('/templates/{code}/adopt', { path: { code }, body: { roles } }),
  importApp: (file: File, dry: boolean) => server.post('/apps/import', { body: file, query: { dry }, key: null }),
  calendars: () => server.get('/calendars'),
  calendarYear: (code: string, year: number) => server.get('/calendars/{code}/years/{year}', { path: { code, year } }),
  calendarDue: (code: string, span: string) => server.get('/calendars/{code}/due', { path: { code }, query: { span } }),
  changeCalendar: (code: string, body: T.CalendarHours, revision: number) => server.patch('/calendars/{code}', { path: { code }, body, revision }),
  decideDays: (code: string, body: T.DayDecisions) => server.put('/calendars/{code}/days', { path: { code }, body }),
  audit: (query: QueryOf<'/audit'>) => server.get('/audit', { query }),
  backups: () => server.get('/backups'),
  startBackup: () => server.post('/backups', {}),
  setBackupSchedule: (body: T.BackupScheduleInput) => server.put('/backups/schedule', { body }),
  formParts: () => server.get('/form-parts').then(told<T.FormPart[]>),
  addFormPart: (name: string, content: object) => server.post('/form-parts', { body: { name, content: content as T.Values } }),
  renameFormPart: (part: number, name: string) => server.patch('/form-parts/{identifier}', { path: { identifier: part }, body: { name } }),
  removeFormPart: (part: number) => server.delete('/form-parts/{identifier}', { path: { identifier: part } }),
  received: () => server.get('/demo/received'),
  lookAtImport: (form: string, body: T.ImportLookInput) => server.post('/forms/{code}/imports/look', { path: { code: form }, body, key: null }),
  startImport: (form: string, body: T.ImportInput) => server.post('/forms/{code}/imports', { path: { code: form }, body }),
  lookAtPeople: (file: string) => server.post('/people-imports/look', { body: { file }, key: null }),
  // No key, as with one person: the answer holds passwords.
  importPeople: (file: string) => server.post('/people-imports', { body: { file }, key: null }),
  getImport: (id: string) => server.get('/imports/{identifier}', { path: { identifier: id } }),
}

export const viewPath = (form: string, id: number) => `/forms/${seg(form)}/views/${id}`
export const recordPath = (form: string, id: number) => `/forms/${seg(form)}/records/${id}`
export const dashboardPath = (id: number) => `/dashboards/${id}`
export const substitutionPath = (id: number) => `/substitutions/${id}`

/** What the document leaves open (forms, flows: files of their own kind) as we know it. */
const told = <Shape>(answer: unknown): Shape => answer as Shape
