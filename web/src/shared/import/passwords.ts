/** A list of new people with their passwords, as text and as a file that spreadsheets open rightly. */
import type { Welcome } from '@/shared/api/types'

const lines = (people: Welcome[]) => people.map((person) => [person.name, person.username, person.password])
/** Quoted; what a spreadsheet would run as a formula gets an apostrophe in front. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`

export const passwordsText = (people: Welcome[]) => lines(people).map((line) => line.join('\t')).join('\n')
export const passwordsCsv = (heads: string[], people: Welcome[]) => `\ufeff${[heads, ...lines(people)].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
