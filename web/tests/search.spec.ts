import { describe, expect, it } from 'vitest'
import { spelt } from '@/shared/search/pinyin'

describe('pinyin of our own pages', () => {
  const page = ['fa', 'qi', 'shen', 'qing']
  it.each(['f', 'fq', 'fqsq', 'faqi', 'sq', 'shenq', 'fa qi', 'FQ'])('%s finds 发起申请', (query) => expect(spelt(query, page)).toBe(true))
  it.each(['', 'qf', 'fqsqx', 'fs', '发', 'f*'])('%s does not', (query) => expect(spelt(query, page)).toBe(false))
})
