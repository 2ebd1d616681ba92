/** The functions that the formula editor offers, by what people call them. */
import { t } from '@/shared/i18n'

export interface Snippet { label: string; insert: string; sign: string }

/** `|` is where the cursor goes. */
export const snippets = (): Snippet[] => [
  { label: t('formula.sum'), insert: 'sum(|)', sign: 'sum' },
  { label: t('formula.count'), insert: 'count(|)', sign: 'count' },
  { label: t('formula.mean'), insert: 'mean(|)', sign: 'mean' },
  { label: t('formula.max'), insert: 'max(|)', sign: 'max' },
  { label: t('formula.min'), insert: 'min(|)', sign: 'min' },
  { label: t('formula.round'), insert: 'round half up(|, 2)', sign: 'round half up' },
  { label: t('formula.if'), insert: 'if | then  else ', sign: 'if then else' },
  { label: t('formula.today'), insert: 'today()|', sign: 'today' },
  { label: t('formula.now'), insert: 'now()|', sign: 'now' },
  { label: t('formula.date'), insert: 'date("|")', sign: 'date' },
  { label: t('formula.contains'), insert: 'contains(|, "")', sign: 'contains' },
  { label: t('formula.length'), insert: 'string length(|)', sign: 'string length' },
  { label: t('formula.user'), insert: 'user.name|', sign: 'user.name' },
]
