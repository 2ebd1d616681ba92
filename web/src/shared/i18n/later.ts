/**
 * Words that the first pages (sign-in, start page, sending, inbox, cases, and the phone's same) never say, by the first
 * part of their keys: they load with the pages that do. A test walks those first pages and finds what they say.
 */
const LATER = new Set([
  'access', 'audit', 'backup', 'calendar', 'chart', 'colour', 'compare', 'compute', 'condition', 'connection', 'connector', 'dashboard', 'define', 'designer', 'followup',
  'grid', 'handOver', 'import', 'incidents', 'insight', 'kinds', 'ledger', 'part', 'pilot', 'policy', 'process', 'range', 'received',
  'sheet', 'source', 'span', 'substitution', 'template', 'token', 'view',
])

export const isLater = (key: string): boolean => LATER.has(key.split('.', 1)[0])
