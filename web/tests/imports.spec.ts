import { describe, expect, it } from 'vitest'
import { choicesFor, columnsOf, keysOf, leftOut, mappingOf, missing, withKey } from '@/features/ledger/importPlan'
import { passwordsCsv, passwordsText } from '@/shared/import/passwords'
import type { ImportLook } from '@/shared/api/types'

const field = (code: string, more: object = {}) => ({ code, label: code, type: 'text', required: false, key: true, closed: '', ...more })
const column = (index: number, code: string | null, closed = '') => ({ index, letter: 'ABCD'[index], label: code ?? '别的', samples: ['x'], field: code, closed })
const look: ImportLook = {
  name: 'a.xlsx', sheets: ['表'], sheet: '表', head: 1, rows: 3,
  columns: [column(0, 'name'), column(1, 'no', '由系统算出'), column(2, null)],
  fields: [field('name', { required: true }), field('price', { key: false, required: true }), field('no', { closed: '由系统算出' })],
}

describe('the columns of a file', () => {
  it('go into the fields they are called like, unless those take nothing', () => {
    expect(mappingOf(look)).toEqual(['name', '', ''])
    expect(columnsOf(mappingOf(look))).toEqual([{ index: 0, field: 'name' }])
    expect(leftOut(look, mappingOf(look)).map((one) => one.index)).toEqual([1, 2])
    expect(missing(look, mappingOf(look)).map((one) => one.code)).toEqual(['price'])
  })
  it('offer no field twice, and a number of the server only as the key', () => {
    expect(choicesFor(look, ['name', '', ''], 2, '').map((one) => one.code)).toEqual(['price'])
    expect(choicesFor(look, ['name', '', ''], 0, '').map((one) => one.code)).toEqual(['name', 'price'])
    expect(choicesFor(look, ['name', '', ''], 2, 'no').map((one) => one.code)).toEqual(['price', 'no'])
  })
  it('take the key along, and leave it out again', () => {
    expect(keysOf(look, mappingOf(look)).map((one) => one.code)).toEqual(['name', 'no'])
    const keyed = withKey(mappingOf(look), look, 'no')
    expect(keyed).toEqual(['name', 'no', ''])
    expect(withKey(keyed, look, 'name')).toEqual(['name', '', ''])
    expect(withKey(keyed, look, '')).toEqual(['name', '', ''])
  })
})

describe('the passwords of new people', () => {
  const people = [{ username: 'chen', name: '陈"东', password: 'a,b' }, { username: 'x', name: '=1+1', password: 'Zz-9' }]
  it('are a file that spreadsheets open rightly and run nothing of', () => {
    expect(passwordsCsv(['姓名', '账号', '密码'], people)).toBe('\ufeff"姓名","账号","密码"\r\n"陈""东","chen","a,b"\r\n"\'=1+1","x","Zz-9"\r\n')
  })
  it('and a text to be pasted', () => {
    expect(passwordsText(people)).toBe('陈"东\tchen\ta,b\n=1+1\tx\tZz-9')
  })
})
