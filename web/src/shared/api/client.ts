/** One door to the server: session cookie, CSRF echo, idempotency keys, revisions, and typed problems. */
import { locale, t, tOr } from '@/shared/i18n'
import { root } from './root'
import type { paths } from './schema'
import type { FieldProblem, Problem, Values } from './types'

/** An answer of the server that is not a success, with its words and the fields it speaks of. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly meanwhile: Values | null
  readonly revision: number | null
  readonly reference: string

  constructor(problem: Partial<Problem> & { status: number }) {
    super(problem.detail || problem.title || t('error.unknown'))
    this.name = 'ProblemError'
    this.status = problem.status
    this.code = problem.code ?? ''
    this.title = problem.title || t('error.unknown')
    this.detail = problem.detail ?? ''
    this.fields = problem.errors ?? []
    this.meanwhile = problem.meanwhile ?? null
    this.revision = problem.revision ?? null
    this.reference = problem.instance ?? ''
  }
}

export const isProblem = (error: unknown, status?: number): error is ProblemError =>
  error instanceof ProblemError && (status === undefined || error.status === status)

/** What to say of any error, in a sentence. */
export function errorText(error: unknown): string {
  // A body of the wrong shape: the page is older than the server. Its details are for those who write scripts.
  if (isProblem(error) && error.code === 'invalid_body') return t('error.stale')
  if (isProblem(error)) return error.detail || error.title
  return t('error.network')
}

/** What to do about it, where the words do not say so already. */
export function nextStep(error: unknown): string {
  if (!isProblem(error)) return ''
  if (error.status >= 500) return error.reference ? t('error.next.5xx') : ''
  return tOr(`error.next.${error.status}`, '')
}

type Listener = () => void
const signedOut = new Set<Listener>()
export const onSignedOut = (listener: Listener) => signedOut.add(listener)

function cookie(name: string): string {
  const hit = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return hit ? decodeURIComponent(hit.slice(name.length + 1)) : ''
}

export type Query = Record<string, string | number | boolean | null | undefined>
export interface Options {
  query?: Query
  body?: unknown
  /** The revision as read: the server answers 409 if somebody changed it meanwhile. */
  revision?: number
  /** Give the same key to repeat one and the same write; `null` for a POST that only asks. */
  key?: string | null
  signal?: AbortSignal
  headers?: Record<string, string>
  /** The request outlives the page. */
  keepalive?: boolean
}

export function address(path: string, query?: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return `${root()}api/v1${path}${text ? `?${text}` : ''}`
}

export function writeHeaders(options: Options): Record<string, string> {
  const headers: Record<string, string> = options.key === null ? {} : { 'Idempotency-Key': options.key ?? crypto.randomUUID() }
  const csrf = cookie('csrf')
  if (csrf) headers['X-CSRF-Token'] = csrf
  if (options.revision !== undefined) headers['If-Match'] = `"${options.revision}"`
  return headers
}

export function problemOf(status: number, text: string): ProblemError {
  try {
    return new ProblemError({ ...(JSON.parse(text) as Partial<Problem>), status })
  } catch {
    return new ProblemError({ status, title: t('error.server', { status }) })
  }
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const writes = method !== 'GET'
  // A file travels as the multipart part `file`; the browser itself writes that header.
  const part = options.body instanceof File ? new FormData() : null
  if (part) part.append('file', options.body as File)
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': locale.value,
    ...(writes ? writeHeaders(options) : {}),
    ...(options.body === undefined || part ? {} : { 'Content-Type': 'application/json' }),
    ...options.headers,
  }
  const response = await fetch(address(path, options.query), {
    method,
    headers,
    body: part ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
    credentials: 'same-origin',
    signal: options.signal,
    keepalive: options.keepalive,
  })
  const text = response.status === 204 ? '' : await response.text()
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T
  if (response.status === 401 && path !== '/session') signedOut.forEach((listener) => listener())
  throw problemOf(response.status, text)
}

// ---- the document's operations, each with its own path, question, body and answer

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Tail<P> = P extends `/api/v1${infer Rest}` ? Rest : never
/** The paths that have such an operation, as the document writes them: `/forms/{code}`. */
type PathOf<V extends Verb> = { [P in keyof paths]: paths[P] extends Record<V, object> ? Tail<P> : never }[keyof paths]
type Operation<P extends string, V extends Verb> = `/api/v1${P}` extends keyof paths ? (V extends keyof paths[`/api/v1${P}`] ? paths[`/api/v1${P}`][V] : never) : never
type Json<Part> = Part extends { content: { 'application/json': infer Value } } ? Value : Part extends { content: { 'multipart/form-data': unknown } } ? File : undefined
type PathPart<O> = O extends { parameters: { path: infer Names } } ? { path: Names } : { path?: undefined }
type BodyPart<O> = O extends { requestBody: infer Body } ? ([Body] extends [undefined] ? { body?: undefined } : { body: Json<Body> }) : O extends { requestBody?: infer Body } ? { body?: Json<NonNullable<Body>> } : object
/** What may stand behind the question mark of a path. */
export type QueryOf<P extends PathOf<V>, V extends Verb = 'get'> = Operation<P, V> extends { parameters: { query?: infer Names } } ? { [N in keyof Names]?: Names[N] | undefined } : never
type Answer<P extends string, V extends Verb> = Operation<P, V> extends { responses: infer All } ? (All extends { 200: infer One } ? Json<One> : All extends { 201: infer One } ? Json<One> : All extends { 202: infer One } ? Json<One> : undefined) : never
type Given<P extends PathOf<V>, V extends Verb> = PathPart<Operation<P, V>> & BodyPart<Operation<P, V>> & Omit<Options, 'query' | 'body'> & { query?: QueryOf<P, V> }
type Rest<G> = object extends G ? [given?: G] : [given: G]

/** `/forms/{code}` and `{ code: 'a/b' }`: `/forms/a%2Fb`. */
const filled = (path: string, names: Record<string, unknown> = {}): string => path.replace(/\{(\w+)\}/g, (_, name: string) => seg(String(names[name])))
const verb = <V extends Verb>(name: V) => <P extends PathOf<V>>(path: P, ...rest: Rest<Given<P, V>>): Promise<Answer<P, V>> => {
  // What was given is read as what every operation has in common: all of them at once are too much for the compiler.
  const [given = {}] = rest as unknown as [(Options & { path?: Record<string, unknown> })?]
  const { path: names, ...options } = given
  return call(name.toUpperCase(), filled(path, names), name === 'post' ? { body: {}, ...options } : options)
}
/** The server's operations, checked by the compiler against its OpenAPI document (`make api`). */
export const server = {
  get: verb('get'), post: verb('post'), put: verb('put'), patch: verb('patch'), delete: verb('delete'),
  /** For a deed that was held back: it knows no more than the address of what it deletes. */
  deleteAt: (path: string, options?: Options) => call<undefined>('DELETE', path, options),
}
export const seg = encodeURIComponent
