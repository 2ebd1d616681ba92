/** What a cell says of itself while it is being changed: on its way, written, refused, or changed by somebody else. */
export type CellState = 'saving' | 'saved' | 'bad' | 'clash'
export interface CellMark {
  state: CellState
  /** What was typed, shown until the server has it. */
  text?: string
  message?: string
}
/** Where the focus goes when a cell is done. */
export type Step = 'down' | 'up' | 'right' | 'left' | 'stay'
/** A row's colour, and what it means: colour is never the only sign. */
export interface Tint { colour: string; name: string }
