/** What the parts of the canvas ask of the designer, without passing it through every level. */
import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Carried, Target } from './useDrag'

export interface Canvas {
  selected: Ref<string>
  findings: Ref<Map<string, string>>
  carried: Ref<Carried | null>
  target: Ref<Target | null>
  grab: (event: PointerEvent, what: Carried) => void
  select: (path: string) => void
  move: (path: string, by: -1 | 1) => void
  remove: (path: string) => void
  copy: (path: string) => void
  /** Keep a section (`#0`) or a table (its code) for other forms. */
  keep: (zone: string) => void
}
const KEY: InjectionKey<Canvas> = Symbol('canvas')
export const provideCanvas = (canvas: Canvas) => provide(KEY, canvas)
export function injectCanvas(): Canvas {
  const canvas = inject(KEY)
  if (!canvas) throw new Error('a part of the canvas stands outside the designer')
  return canvas
}
