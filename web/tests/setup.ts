import { vi } from 'vitest'
import { allWords } from '@/shared/i18n'

// happy-dom has no layout; these two are asked for by components that only need them to exist.
vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
Element.prototype.scrollIntoView = () => {}

await allWords()
