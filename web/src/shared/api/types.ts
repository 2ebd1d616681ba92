/** The wire shapes of `/api/v1`, written after the server's schemas. Data only. */

export type Values = Record<string, unknown>

export interface FieldProblem { field: string; message: string; code?: string }
export interface Problem {
  type: string; title: string; status: number; detail?: string; code?: string; instance?: string
  errors?: FieldProblem[]; meanwhile?: Values | null; revision?: number | null
}

export interface Person {
  username: string; name: string; department: string; department_name: string; leader: string | null
  roles: string[]; post: string; active: boolean; email: string; mobile: string
}
/** Only what is given changes; an empty leader means none. */
export interface PersonChange {
  name?: string; department?: string; leader?: string; post?: string; email?: string; mobile?: string
  roles?: string[]; password?: string; active?: boolean
}
export interface PersonInput extends Omit<PersonChange, 'active'> { username: string; name: string }
/** The password is there only when none was given, and only this once. */
export interface PersonCreated { person: Person; password: string }
export interface Department { code: string; name: string; parent: string | null; head: string | null }
export interface Role { code: string; name: string; members: string[] }
export interface Substitution { id: number; person: string; substitute: string; starts: string; ends: string; process: string | null }
export interface Counts { open_tasks: number; started: number; cc_unread: number; incidents: number }
export interface Me {
  username: string; name: string; department: string; department_name: string; roles: string[]
  administrator: boolean; locale: string; demo: boolean; counts: Counts
}
export interface Notice { id: number; instance_id: string; kind: string; text: string; at: string; read: boolean }
export interface NoticePage { items: Notice[]; unread: number }
export interface DemoAccount { username: string; name: string; post: string; password: string }

export type FieldWidth = 'full' | 'half' | 'third'
export interface Field {
  code: string; label: string; type: string; id?: number; required?: boolean; required_when?: string
  visible_when?: string; readonly?: boolean; default?: string; check?: string; check_message?: string
  help?: string; placeholder?: string; width?: FieldWidth; settings?: Values; fields?: Field[]
}
export interface FormRule { check: string; message: string; field: string }
export interface FormSection { title: string; fields: string[] }
export interface FormDefinition {
  code: string; name: string; fields: Field[]; kind?: 'process' | 'ledger'; title?: string; description?: string
  icon?: string; sections?: FormSection[]; rules?: FormRule[]; columns?: string[]
  viewers?: Values[]; editors?: Values[]; next_field_id?: number
}
export interface FormSummary {
  code: string; name: string; kind: 'process' | 'ledger'; icon: string; description: string; version: number
  can_edit: boolean; records: number | null
}
export interface FormDetail {
  code: string; version: number; published_at: string | null; definition: FormDefinition; can_edit: boolean
  draft: FormDefinition | null; draft_revision: number
}
export interface Finding {
  code: string; severity: 'error' | 'warning'; where: string; message: string; position?: number | null
}
export interface ChangeItem { kind: string; where: string; message: string }
export interface CheckResult { ok: boolean; findings: Finding[]; changes: ChangeItem[]; running: number }
export interface Version { version: number; published_at: string; published_by: string; running: number }
export interface EvaluateInput { values: Values; changed?: string | null; task?: string | null; instance?: string | null; record?: number | null; process?: string | null }
export interface FormState {
  values: Values; visible: Record<string, boolean>; required: Record<string, boolean>
  readonly: Record<string, boolean>; errors: FieldProblem[]; labels: Record<string, string>
}

export interface LedgerRecord {
  id: number; number: string; title: string; revision: number; case_status: string; instance_id: string | null
  created_by: string; created_at: string; updated_at: string; values: Values; display?: Values
}
export interface Page<T> { items: T[]; next_cursor: string | null; total: number | null }
export interface Anchors { count: number; every: number; cursors: string[] }
export interface AggregateRow { keys: Values; display: Record<string, string>; count: number; values: Values }
export interface AggregateResult { rows: AggregateRow[]; totals: Values; count: number }
export interface FileInfo { id: string; name: string; media_type: string; size: number }

export interface ProcessSummary {
  code: string; name: string; icon: string; category: string; description: string; form: string; version: number
  can_start: boolean; can_edit: boolean
}
export interface ReasonCode { code: string; label: string; on?: string[] }
export interface Policy { kind: string; [setting: string]: unknown }
export interface Assignment {
  policies: Policy[]; exclude?: Policy[]; when_empty?: 'refuse' | 'skip' | 'users' | 'admins'
  fallback_users?: string[]; when_applicant?: 'self' | 'skip' | 'leader'; dedupe?: 'never' | 'consecutive' | 'anywhere'
}
export type Access = 'hidden' | 'read' | 'edit' | 'required'
export interface FlowNode {
  kind: string; code: string; name?: string; assignment?: Assignment; purpose?: 'approval' | 'handling'
  completion?: 'all' | 'any' | 'sequential'; rejection?: 'end' | 'branch' | 'return'; return_to?: string
  opinion?: { required?: boolean; signature?: boolean; codes?: ReasonCode[] }; fields?: Record<string, Access>; actions?: string[]
  due?: string | null; connector?: string; config?: Values; timing?: 'inline' | 'job'; result?: string | null
  holds_open?: boolean; decision?: Values
}
export interface Lane { id: string; name?: string; condition?: string | null; default?: boolean; steps: Step[] }
export interface Step { kind: string; code?: string; name?: string; node?: FlowNode; lanes?: Lane[] }
export interface ProcessDetail {
  code: string; version: number; published_at: string | null; definition: Values & { name?: string; title?: string }
  steps: Step[] | null; form: FormDefinition; can_edit: boolean; draft: Values | null; draft_steps: Step[] | null
  draft_revision: number
}
export interface PreviewPerson { username: string; name: string; reason: string }
/** The applicant chooses whom a step asks; `people` null means anybody. */
export interface PreviewChoice { key: string; people: PreviewPerson[] | null; needed: boolean }
export type Choices = Record<string, string[]>
export interface PreviewStep {
  node: string; name: string; kind: string; certain: boolean; why: string; people: PreviewPerson[]; mode: string; stage: number
  choose?: PreviewChoice | null
}
export interface Preview { title: string; steps: PreviewStep[]; errors: FieldProblem[] }

export interface OpinionInput { text?: string; reason_code?: string; attachments?: string[]; signature?: string | null }
export interface OpinionView { text: string; reason_code: string; reason_label: string; attachments: FileInfo[]; signature?: FileInfo | null }
export interface TaskView {
  id: string; instance_id: string; process: string; process_name: string; title: string; number: string
  node: string; node_name: string; purpose: string; reason: string; assignee: string; assignee_name: string
  applicant: string; applicant_name: string; state: 'open' | 'queued' | 'done' | 'not_needed' | 'cancelled'
  decision: string; decided_by: string; decided_at: string | null; opinion: OpinionView | null; due_at: string | null
  overdue: boolean; created_at: string; revision: number; summary?: string[][]; needs_form?: boolean; needs?: string[]
}
export interface ReturnTarget { node: string; name: string }
export interface TaskAction { command: string; label: string; opinion_required: boolean; codes: ReasonCode[]; signature_required?: boolean }
/** What one rejection does at this step. */
export interface RejectionEffect { kind: 'end' | 'branch' | 'return'; name: string }
export interface TaskDetail {
  task: TaskView; actions: TaskAction[]; return_to: ReturnTarget[]; access: Record<string, Access>; rejection: RejectionEffect
  empty_words: string[]
}
export interface NodePerson { username: string; name: string; reason: string; state: string; decision: string; at: string | null }
export type NodeState = 'waiting' | 'active' | 'done' | 'skipped' | 'returned' | 'cancelled'
export interface NodeView {
  code: string; name: string; kind: string; state: NodeState; why: string; people: NodePerson[]; job?: string | null; mode?: string
}
export interface TimelineEntry {
  seq: number; kind: string; at: string; actor: string; actor_name: string; node: string; node_name: string
  text: string; detail: string; opinion: OpinionView | null; superseded?: boolean; changes?: Change[]
}
export interface FactView { name: string; label: string; value: unknown; text: string; source: string; time: string; node: string }
export type JobState = 'queued' | 'running' | 'retrying' | 'landed' | 'incident' | 'waived'
export interface ReceiptLink { label: string; href: string }
export interface Receipt { id?: string; at?: string; result?: unknown; links?: ReceiptLink[]; [key: string]: unknown }
export interface JobView {
  id: string; instance_id: string; title: string; node: string; node_name: string; connector: string; state: JobState
  attempts: number; next_attempt_at: string | null; receipt: Receipt | null; error: string; advice: string; uncertain: boolean
  holds_open: boolean; created_at: string; updated_at: string
}
export interface CaseAction { command: string; label: string }
/** `path` tells a subtable's cell (`items[0].qty`) or row (`items[1]+`) from its field. */
export interface Change {
  field: string; path: string; label: string; before: unknown; after: unknown; before_text: string; after_text: string
  by: string; at: string
}
export interface SinceLast { at: string; text: string; opinion: OpinionView | null; changes: Change[] }
export interface Participant { username: string; name: string }
export type Outcome = 'approved' | 'rejected' | 'withdrawn' | 'revoked' | 'terminated'
export interface InstanceSummary {
  id: string; number: string; process: string; process_name: string; icon: string; version: number; revision: number
  title: string; status: 'draft' | 'running' | 'suspended' | 'ended'; outcome: Outcome | null; closed: boolean
  state_label: string; applicant: string; applicant_name: string; created_at: string; submitted_at: string | null
  updated_at: string; current: string[]; unread?: boolean
}
export interface Instance extends InstanceSummary {
  form: string; form_version: number; record_id: number | null; data: Values; display: Values
  form_definition: FormDefinition; access: Record<string, Access>; nodes: NodeView[]; steps: Step[] | null
  tasks: TaskView[]; my_task: TaskDetail | null; timeline: TimelineEntry[]; facts: FactView[]; jobs: JobView[]
  changes: Change[]; actions: CaseAction[]; people: Participant[]; choices?: Choices; since_last?: SinceLast | null
  returned?: boolean
}
export interface TaskCommand {
  opinion?: OpinionInput; data?: Values; to?: string; then?: 'rewalk' | 'resume'; text?: string; mentions?: string[]
}
export interface InstanceCommand {
  opinion?: OpinionInput; data?: Values; choices?: Values; text?: string; mentions?: string[]; users?: string[]; node?: string
}
export interface BatchAnswer { id: string; ok: boolean; problem: Problem | null }
export interface BatchResult { items: BatchAnswer[] }
export interface SearchHit {
  kind: 'start' | 'case' | 'ledger' | 'record' | 'person' | 'form' | 'process'; title: string; hint: string; code: string; id: string
}
export interface Connection {
  name: string; kind: string; url: string; allow_private: boolean; has_secret: boolean; settings: Values
}
export interface ReceivedItem { kind: 'mail' | 'webhook' | 'erp'; at: string; title: string; content: string; key: string }
