import { expect, it } from 'vitest'
import { setLocale, t, tOr } from '@/shared/i18n'

it('finds the words that came later in the reader’s own language', async () => {
  await setLocale('en')
  expect(tOr('policy.department_head', 'department_head')).toBe('Head of the department')
  expect(t('policy.department_head')).toBe('Head of the department')
  expect(tOr('policy.gone', 'gone')).toBe('gone')
  await setLocale('zh-CN')
})
