/**
 * The wire shapes of `/api/v1` by their short names. They come from the server's OpenAPI document (`schema.d.ts`, made
 * by `make api`); only what the document leaves open is said here: forms and flows, which are files of their own kind.
 */
import type { components } from './schema'

type S = components['schemas']
/** A shape of the server's, some of its open parts told in detail. */
type Told<Shape, Parts> = Omit<Shape, keyof Parts> & Parts

export type Values = Record<string, unknown>
export interface Page<T> { items: T[]; next_cursor: string | null; total: number | null }
export type Choices = Record<string, string[]>

// ---- what definitions hold

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

export interface SheetCapture { code: string; label: string; type: string; required?: boolean; proof?: boolean; settings?: Values; rows?: SheetCapture[] }
export interface SheetApproval { name: string; who: Policy[] }
export interface SheetDecision extends SheetApproval { condition?: string; otherwise?: boolean }
export interface SheetFollowUp { name: string; connector: string; config?: Values; waits?: boolean }
export interface Sheet {
  name: string; category?: string; before?: string; usual?: SheetApproval[]; decisions?: SheetDecision[]; captures?: SheetCapture[]; follow_ups?: SheetFollowUp[]
}

// ---- answers

export type FieldProblem = S['FieldProblem']
export type Problem = S['Problem']
export type Person = S['Person']
export type PersonCreated = S['PersonCreated']
export type Department = S['Department']
export type DepartmentMove = S['DepartmentMove']
export type Role = S['Role']
export type Substitution = S['Substitution']
export type AuditEntry = S['AuditEntry']
export type WorkingCalendar = S['WorkingCalendar']
export type CalendarDay = S['CalendarDay']
export type CalendarHours = S['CalendarHours']
export type DayDecisions = S['DayDecisions']
export type Token = S['Token']
export type TokenInput = S['TokenInput']
export type Counts = S['Counts']
export type Me = S['Me']
export type Export = S['Export']
export type ExportInput = S['ExportInput']
export type Import = S['Import']
export type ImportInput = S['ImportInput']
export type ImportLook = S['ImportLook']
export type ImportLookInput = S['ImportLookInput']
export type ImportChoice = S['ImportChoice']
export type PeopleImportLook = S['PeopleImportLook']
export type FormPart = Told<S['FormPart'], { content: { fields: Field[]; title?: string; rules?: FormRule[] } }>
export type Backups = S['Backups']
export type BackupScheduleInput = S['BackupScheduleInput']
export type SetupInput = S['SetupInput']
export type SetupSteps = S['SetupSteps']
export type PeopleImported = S['PeopleImported']
export type Welcome = S['Welcome']
export type Notice = S['Notice']
export type NoticePage = S['NoticePage']
export type DemoAccount = S['DemoAccount']
export type FormSummary = S['FormSummary']
export type Finding = S['Finding']
export type ChangeItem = S['ChangeItem']
export type CheckResult = S['CheckResult']
export type Version = S['Version']
export type ExpressionResult = S['ExpressionResult']
export type FormState = S['FormState']
export type AggregateRow = S['AggregateRow']
export type AggregateResult = S['AggregateResult']
export type FileInfo = S['FileInfo']
export type ProcessSummary = S['ProcessSummary']
export type PreviewPerson = S['PreviewPerson']
export type PreviewChoice = S['PreviewChoice']
export type PreviewStep = S['PreviewStep']
export type Preview = S['Preview']
export type Simulation = S['Simulation']
export type SimulatedLane = S['SimulatedLane']
export type OpinionView = S['OpinionView']
export type ReturnTarget = S['ReturnTarget']
export type RejectionEffect = S['RejectionEffect']
export type NodePerson = S['NodePerson']
export type NodeView = S['NodeView']
export type TimelineEntry = S['TimelineEntry']
export type FactView = S['FactView']
export type Change = S['Change']
export type SinceLast = S['SinceLast']
export type Participant = S['Participant']
export type InstanceSummary = S['InstanceSummary']
export type BatchAnswer = S['BatchAnswer']
export type BatchResult = S['BatchResult']
export type SearchHit = S['SearchHit']
export type HandOverInput = S['HandOverInput']
export type HandedOver = S['HandedOver']
export type Connection = S['Connection']
export type ConnectionTest = S['ConnectionTest']
export type ReceivedItem = S['ReceivedItem']
export type TaskView = S['TaskView']
export type LedgerRecord = S['Record']
export type RecordChange = S['RecordChange']
export type RecordOutcome = S['RecordOutcome']
export type RecordOutcomes = S['RecordOutcomes']
export type TemplateSummary = S['TemplateSummary']
export type TemplateDetail = Told<S['TemplateDetail'], { form: FormDefinition; flow: Step[] | null }>
export type AppReport = S['AppReport']
export type ViewSettings = S['ViewSettings']
export type ColourRule = S['ColourRule']
export type LedgerViews = S['LedgerViews']
export type LedgerViewInput = S['LedgerViewInput']
export type LedgerViewChange = S['LedgerViewChange']
export type LedgerView = S['LedgerView']
export type Card = S['Card']
export type Chart = S['Chart']
export type ChartPoint = S['ChartPoint']
export type Dashboard = S['Dashboard']
export type DashboardInput = S['DashboardInput']
export type DashboardChange = S['DashboardChange']
export type Anchors = S['RecordAnchors']
export type CaseAction = S['Action']
export type JobState = JobView['state']
export type FormDetail = Told<S['FormDetail'], { definition: FormDefinition; draft: FormDefinition | null }>
export type ProcessDetail = Told<S['ProcessDetail'], { definition: Values & { name?: string; title?: string }; steps: Step[] | null; form: FormDefinition; draft_steps: Step[] | null }>
export type KnownCall = S['KnownCall']
export type SheetDeparture = S['SheetDeparture']
export type RuleSheet = Told<S['RuleSheet'], { sheet: Sheet }>
/** What a process is besides its steps. */
export interface ProcessSettings { name: string; description: string; title: string; start_range: Policy[]; administrators: string[] }
export type ProcessVersionDetail = Told<S['ProcessVersionDetail'], { definition: ProcessDetail['definition']; steps: Step[] | null }>
export type TaskAction = Told<S['TaskAction'], { codes: ReasonCode[] }>
export type TaskDetail = Told<S['TaskDetail'], { actions: TaskAction[]; access: Record<string, Access> }>
export interface ReceiptLink { label: string; href: string }
export interface Receipt { id?: string; at?: string; result?: unknown; links?: ReceiptLink[]; [key: string]: unknown }
export type JobView = Told<S['JobView'], { receipt: Receipt | null }>
export type Instance = Told<S['Instance'], { form_definition: FormDefinition; access: Record<string, Access>; steps: Step[] | null; jobs: JobView[]; my_task: TaskDetail | null; choices: Choices }>

// ---- requests

export type PersonInput = S['PersonInput']
export type PersonChange = S['PersonPatch']
export type DraftInput = S['DraftInput']
export type EvaluateInput = S['EvaluateInput']
export type ExpressionInput = S['ExpressionInput']
export type SimulateInput = S['SimulateInput']
export type OpinionInput = S['OpinionInput']
export type TaskCommand = S['TaskCommandInput']
export type InstanceCommand = S['InstanceCommandInput']
