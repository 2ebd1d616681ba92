/** Uploads with progress (fetch cannot report it), as one multipart part named `file`. */
import { address, problemOf, ProblemError, writeHeaders } from './client'
import { t } from '@/shared/i18n'
import type { FileInfo } from './types'

export interface Upload { done: Promise<FileInfo>; cancel: () => void }

export function upload(file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<FileInfo>((resolve, reject) => {
    request.open('POST', address('/files'))
    for (const [name, value] of Object.entries(writeHeaders({}))) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as FileInfo)
      else reject(problemOf(request.status, request.responseText))
    }
    request.onerror = () => reject(new ProblemError({ status: 0, title: t('error.network') }))
    request.onabort = () => reject(new ProblemError({ status: 0, title: t('file.stopped') }))
    const body = new FormData()
    body.append('file', file, file.name)
    request.send(body)
  })
  return { done, cancel: () => request.abort() }
}

export const fileAddress = (id: string) => address(`/files/${encodeURIComponent(id)}`)
