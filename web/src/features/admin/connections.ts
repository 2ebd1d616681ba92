/** A connection as its form edits it: what stands in its settings, and secrets that are only ever written. */
import type { Connection, Values } from '@/shared/api/types'
import { tOr } from '@/shared/i18n'

export const AUTH_KINDS = ['none', 'bearer', 'basic', 'hmac', 'oauth2', 'sign_in'] as const
export type AuthKind = (typeof AUTH_KINDS)[number]
export type ConnectionKind = 'email' | 'webhook' | 'http'
export interface ConnectionForm {
  label: string; url: string; username: string; password: string; secret: string; sender: string
  allowPrivate: boolean; verifyTls: boolean; auth: AuthKind; account: string; tokenPath: string; token: string
}
/** Which of the settings is the account's name, by the way of signing in. */
const ACCOUNT: Partial<Record<AuthKind, string>> = { basic: 'user', hmac: 'key_id', oauth2: 'client_id', sign_in: 'user' }
const PATH: Partial<Record<AuthKind, string>> = { oauth2: 'token_path', sign_in: 'path' }
export const hasAccount = (auth: AuthKind): auth is 'basic' | 'hmac' | 'oauth2' | 'sign_in' => auth in ACCOUNT
export const hasPath = (auth: AuthKind): boolean => auth in PATH

export const connectionName = (one: Pick<Connection, 'name' | 'settings'>): string => String(one.settings.label ?? '') || tOr(`connection.${one.name}`, one.name)
export const kindOf = (one: Connection): ConnectionKind => (one.kind === 'email' || one.kind === 'webhook' ? one.kind : 'http')

export function formOf(one: Connection | null): ConnectionForm {
  const settings = one?.settings ?? {}
  const given = (settings.auth ?? { kind: 'none' }) as Record<string, string>
  const auth = (AUTH_KINDS as readonly string[]).includes(given.kind) ? (given.kind as AuthKind) : 'none'
  return {
    label: String(settings.label ?? ''), url: one?.url ?? '', username: '', password: '', secret: '', sender: String(settings.sender ?? ''),
    allowPrivate: one?.allow_private ?? false, verifyTls: settings.verify_tls !== false,
    auth, account: String(given[ACCOUNT[auth] ?? ''] ?? ''), tokenPath: String(given[PATH[auth] ?? ''] ?? ''), token: String(given.token ?? ''),
  }
}
/** What is sent. A secret left empty stays as it is; settings of the way of signing in that the form does not show are kept. */
export function patchOf(form: ConnectionForm, kind: ConnectionKind, before: Connection | null): Values {
  const body: Values = { url: form.url.trim(), allow_private: form.allowPrivate, kind }
  const settings: Values = { verify_tls: form.verifyTls }
  if (form.label.trim() || before?.settings.label) settings.label = form.label.trim()
  if (kind === 'email') {
    for (const name of ['username', 'password'] as const) if (form[name]) body[name] = form[name]
    if (form.sender.trim()) settings.sender = form.sender.trim()
  } else if (form.secret) body.secret = form.secret
  if (kind === 'http') {
    const known = (before?.settings.auth ?? {}) as Values
    const rest = known.kind === form.auth ? known : {}
    const [account, path] = [ACCOUNT[form.auth], PATH[form.auth]]
    settings.auth = { ...rest, kind: form.auth, ...(account ? { [account]: form.account.trim() } : {}), ...(path && form.tokenPath.trim() ? { [path]: form.tokenPath.trim() } : {}), ...(form.auth === 'sign_in' && form.token.trim() ? { token: form.token.trim() } : {}) }
  }
  body.settings = settings
  return body
}
