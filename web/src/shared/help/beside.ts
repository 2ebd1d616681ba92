/** A frame with room for it opens guides beside the page; elsewhere a guide is a page of its own. */
import { inject, provide, type InjectionKey } from 'vue'

type Open = (topic?: string) => void
const BESIDE: InjectionKey<Open> = Symbol('help')

export const provideHelp = (open: Open): void => provide(BESIDE, open)
export const useHelpBeside = (): Open | undefined => inject(BESIDE, undefined)
