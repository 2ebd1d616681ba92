/** The endpoints by resource, each a typed function; pages never spell a path. */
import { http, seg, type Options, type Query } from './client'
import { isRemoved, removedBelow } from './removed'
import type * as T from './types'

export const api = {
  signIn: (username: string, password: string) => http.post<unknown>('/session', { username, password }),
  signOut: () => http.delete<void>('/session'),
  me: () => http.get<T.Me>('/me'),
  setLocale: (locale: string) => http.patch<T.Me>('/me', { locale }),
  notices: (query: Query) => http.get<T.NoticePage>('/notices', query),
  readNotices: () => http.post<void>('/notices/read'),
  demoAccounts: () => http.get<T.DemoAccount[]>('/demo-accounts'),

  users: (q?: string) => http.get<T.Person[] | T.Page<T.Person>>('/users', { q }).then(listOf),
  departments: () => http.get<T.Department[] | T.Page<T.Department>>('/departments').then(listOf),
  roles: () => http.get<T.Role[] | T.Page<T.Role>>('/roles').then(listOf),
  // No key: an answer under a key is remembered, and this one may hold a password. The user name keeps it single.
  addUser: (body: T.PersonInput) => http.post<T.PersonCreated>('/users', body, { key: null }),
  changeUser: (username: string, body: T.PersonChange) => http.patch<T.Person>(`/users/${seg(username)}`, body),
  putDepartment: (code: string, body: Omit<T.Department, 'code'>) => http.put<T.Department>(`/departments/${seg(code)}`, body),
  putRole: (code: string, body: Omit<T.Role, 'code'>) => http.put<T.Role>(`/roles/${seg(code)}`, body),
  substitutions: () => http.get<T.Substitution[] | T.Page<T.Substitution>>('/substitutions').then(listOf).then((all) => all.filter((one) => !isRemoved(substitutionPath(one.id)))),
  addSubstitution: (body: { substitute: string; starts: string; ends: string; process: string | null }) =>
    http.post<T.Substitution>('/substitutions', body),
 
  forms: () => http.get<T.FormSummary[] | T.Page<T.FormSummary>>('/forms').then(listOf),
  form: (form: string) => http.get<T.FormDetail>(`/forms/${seg(form)}`),
  saveFormDraft: (form: string, definition: T.FormDefinition, revision: number) =>
    http.put<T.FormDetail>(`/forms/${seg(form)}/draft`, { definition, revision }),
  checkForm: (form: string) => http.post<T.CheckResult>(`/forms/${seg(form)}/check`, {}, { key: null }),
  publishForm: (form: string) => http.post<T.FormDetail>(`/forms/${seg(form)}/publish`),
  evaluate: (form: string, body: T.EvaluateInput, signal?: AbortSignal) =>
    http.post<T.FormState>(`/forms/${seg(form)}/evaluate`, body, { signal, key: null }),

  records: (form: string, query: Query, signal?: AbortSignal) =>
    http.get<T.Page<T.LedgerRecord>>(`/forms/${seg(form)}/records`, query, signal).then((page) => ({ ...page, items: page.items.filter((one) => !isRemoved(recordPath(form, one.id))) })),
  record: (form: string, id: number) => http.get<T.LedgerRecord>(`/forms/${seg(form)}/records/${id}`),
  addRecord: (form: string, values: T.Values) => http.post<T.LedgerRecord>(`/forms/${seg(form)}/records`, { values }),
  saveRecord: (form: string, id: number, values: T.Values, revision: number) =>
    http.patch<T.LedgerRecord>(`/forms/${seg(form)}/records/${id}`, { values }, { revision }),
  changeRecords: (form: string, changes: T.RecordChange[], check = false) =>
    http.post<T.RecordOutcomes>(`/forms/${seg(form)}/records/changes`, { changes, check }, check ? { key: null } : undefined),
  views: (form: string) => http.get<T.LedgerViews>(`/forms/${seg(form)}/views`).then((found) => ({ ...found, items: found.items.filter((one) => !isRemoved(viewPath(form, one.id))) })),
  addView: (form: string, body: T.LedgerViewInput) => http.post<T.LedgerView>(`/forms/${seg(form)}/views`, body),
  changeView: (form: string, id: number, body: T.LedgerViewChange, revision: number) =>
    http.patch<T.LedgerView>(viewPath(form, id), body, { revision }),
  anchors: (form: string, query: Query) =>
    http.get<T.Anchors>(`/forms/${seg(form)}/records/anchors`, query).then((found) => ({ ...found, count: found.count - removedBelow(`/forms/${seg(form)}/records`) })),
  aggregate: (form: string, query: Query) => http.get<T.AggregateResult>(`/forms/${seg(form)}/records/aggregate`, query),
  startExport: (form: string, body: T.ExportInput) => http.post<T.Export>(`/forms/${seg(form)}/exports`, body),

  processes: () => http.get<T.ProcessSummary[] | T.Page<T.ProcessSummary>>('/processes').then(listOf),
  process: (process: string) => http.get<T.ProcessDetail>(`/processes/${seg(process)}`),
  saveProcessDraft: (process: string, body: { steps: T.Step[]; revision: number; definition?: { name: string; form: string } }) =>
    http.put<T.ProcessDetail>(`/processes/${seg(process)}/draft`, body),
  checkProcess: (process: string) => http.post<T.CheckResult>(`/processes/${seg(process)}/check`, {}, { key: null }),
  publishProcess: (process: string) => http.post<T.ProcessDetail>(`/processes/${seg(process)}/publish`),
  preview: (process: string, data: T.Values, choices: T.Choices, signal?: AbortSignal) =>
    http.post<T.Preview>(`/processes/${seg(process)}/preview`, { data, choices }, { signal, key: null }),

  start: (process: string, data: T.Values, choices: T.Choices, submit: boolean, key?: string) =>
    http.post<T.Instance>('/instances', { process, data, choices, submit }, { key }),
  instances: (query: Query) => http.get<T.Page<T.InstanceSummary>>('/instances', query),
  instance: (id: string) => http.get<T.Instance>(`/instances/${seg(id)}`),
  saveDraft: (id: string, data: T.Values, choices: T.Choices, revision?: number) =>
    http.patch<T.Instance>(`/instances/${seg(id)}`, { data, choices }, { revision }),
  instanceCommand: (id: string, command: string, body: T.InstanceCommand, revision?: number, key?: string) =>
    http.post<unknown>(`/instances/${seg(id)}/${seg(command)}`, body, { revision, key }),

  tasks: (query: Query) => http.get<T.Page<T.TaskView>>('/tasks', query),
  task: (id: string) => http.get<T.TaskDetail>(`/tasks/${seg(id)}`),
  taskCommand: (id: string, command: string, body: T.TaskCommand, options: Pick<Options, 'key' | 'keepalive'> = {}) =>
    http.post<unknown>(`/tasks/${seg(id)}/${seg(command)}`, body, options),
  batch: (command: string, ids: string[], opinion: T.OpinionInput) =>
    http.post<T.BatchResult>('/tasks/batch', { command, ids, opinion }),

  search: (q: string, signal?: AbortSignal) => http.get<{ items: T.SearchHit[] }>('/search', { q }, signal),
  suggestCode: (of: 'form' | 'process', name: string, signal?: AbortSignal) => http.get<{ code: string }>('/code-suggestion', { of, name }, signal),

  incidents: () => http.get<T.Page<T.JobView>>('/incidents', { limit: 100 }),
  retry: (id: string) => http.post<unknown>(`/incidents/${seg(id)}/retry`),
  waive: (id: string, opinion: T.OpinionInput) => http.post<unknown>(`/incidents/${seg(id)}/waive`, { opinion }),

  connectors: () => http.get<T.Connection[] | T.Page<T.Connection>>('/connectors').then(listOf),
  saveConnector: (name: string, body: T.Values) => http.patch<T.Connection>(`/connectors/${seg(name)}`, body),
  received: () => http.get<T.ReceivedItem[] | T.Page<T.ReceivedItem>>('/demo/received').then(listOf),
}

export const viewPath = (form: string, id: number) => `/forms/${seg(form)}/views/${id}`
export const recordPath = (form: string, id: number) => `/forms/${seg(form)}/records/${id}`
export const substitutionPath = (id: number) => `/substitutions/${id}`

/** Short lists may come bare or as a page; both are fine. */
function listOf<Item>(answer: Item[] | { items: Item[] }): Item[] {
  return Array.isArray(answer) ? answer : answer.items
}
