/** Words for keys: people's names, linked records' titles, files. Filled by pickers, uploads and answers. */
import { reactive } from 'vue'
import type { Field, FileInfo } from '@/shared/api/types'

const words = reactive(new Map<string, string>())
const files = reactive(new Map<string, FileInfo>())

export function keyOf(field: Field, value: unknown): string {
  const form = field.type === 'link' ? `/${String(field.settings?.form ?? '')}` : ''
  return `${field.type}${form}:${String(value)}`
}
export const remember = (field: Field, value: unknown, text: string) => void words.set(keyOf(field, value), text)
export const remembered = (field: Field, value: unknown) => words.get(keyOf(field, value))

export const rememberFile = (info: FileInfo) => void files.set(info.id, info)

/** Files come in a display as one text of names (or as whole infos); types are guessed from the endings. */
export function filesOf(value: unknown, shown: unknown): FileInfo[] {
  const ids = Array.isArray(value) ? value : value ? [value] : []
  const list: unknown[] = Array.isArray(shown) ? shown : typeof shown === 'string' ? namesIn(shown, ids.length) : []
  return ids.map((raw, index) => {
    if (typeof raw === 'object' && raw !== null && 'id' in raw) return raw as FileInfo
    const id = String(raw)
    const info = list.find((item): item is FileInfo => typeof item === 'object' && item !== null && (item as FileInfo).id === id)
    if (info) return info
    const known = files.get(id)
    if (known) return known
    const name = typeof list[index] === 'string' ? (list[index] as string) : id
    return { id, name, media_type: guess(name), size: 0 }
  })
}

/** The names joined for reading, apart again; a name with the joiner inside keeps the ids instead. */
function namesIn(text: string, count: number): string[] {
  const names = count === 1 ? [text] : text.split('、')
  return names.length === count ? names : []
}

function guess(name: string): string {
  if (/\.(png|jpe?g|gif|webp|bmp|heic)$/i.test(name)) return 'image/*'
  return /\.pdf$/i.test(name) ? 'application/pdf' : 'application/octet-stream'
}
