// The desktop's first breath: on a phone-sized screen go to the phone's pages before loading anything else.
import '@/shared/polyfills'
import { root } from '@/shared/api/root'

const base = root()
/** Pages of the desktop that fit any width: the phone has none of its own for them. */
const fitsAll = /^setup(\/|$)/.test(location.pathname.slice(base.length))
if (!fitsAll && window.innerWidth < 768 && window.innerWidth > 0 && !location.search.includes('desktop=1')) {
  location.replace(`${base}m/${location.pathname.slice(base.length)}${location.search}`)
} else {
  // An old page kept by a cache may ask for files of a release that is gone: reload once.
  window.addEventListener('vite:preloadError', (event) => {
    event.preventDefault()
    if (sessionStorage.getItem('reloaded') !== '1') {
      sessionStorage.setItem('reloaded', '1')
      location.reload()
    }
  })
  void import('./boot').then(({ boot }) => boot())
}
