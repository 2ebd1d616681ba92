/** Choosing cells with the mouse: press on one, drag to another; Shift extends. Near an edge the grid scrolls along. */
import { onScopeDispose, type Ref } from 'vue'
import type { Cell } from './selection'

const EVERY = 60

export function useRangeDrag(box: Ref<HTMLElement | undefined>, go: (cell: Cell, extend: boolean) => void) {
  let timer: number | undefined
  let from: Cell | null = null
  let pointer = { x: 0, y: 0 }

  const cellOf = (target: EventTarget | null): Cell | null => {
    const found = (target as HTMLElement | null)?.closest?.<HTMLElement>('[data-cell]')?.dataset.cell?.split(':').map(Number)
    return found ? { row: found[0], column: found[1] } : null
  }
  let at: Cell | null = null
  function reach(): void {
    const edge = box.value?.getBoundingClientRect()
    if (!edge || !box.value) return
    const head = 40
    box.value.scrollBy({ top: pointer.y > edge.bottom - head ? 72 : pointer.y < edge.top + head ? -72 : 0, left: pointer.x > edge.right - 20 ? 60 : pointer.x < edge.left + 20 ? -60 : 0 })
    const x = Math.max(edge.left + 60, Math.min(edge.right - 24, pointer.x))
    const y = Math.max(edge.top + head, Math.min(edge.bottom - head, pointer.y))
    const cell = cellOf(document.elementFromPoint(x, y))
    if (cell && (cell.row !== at?.row || cell.column !== at?.column)) {
      at = cell
      go(cell, true)
    }
  }
  function move(event: PointerEvent): void {
    pointer = { x: event.clientX, y: event.clientY }
    const cell = cellOf(event.target)
    if (timer === undefined && cell && from && cell.row === from.row && cell.column === from.column) return
    timer ??= window.setInterval(reach, EVERY)
    reach()
  }
  function end(): void {
    window.clearInterval(timer)
    timer = undefined
    from = null
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', end)
    window.removeEventListener('pointercancel', end)
  }
  onScopeDispose(end)
  function press(event: PointerEvent): void {
    const cell = cellOf(event.target)
    const control = (event.target as HTMLElement).closest('input,button,[role=listbox]')
    if (event.button !== 0 || !cell || control) return
    event.preventDefault()
    from = at = cell
    go(cell, event.shiftKey)
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
  }
  return { press }
}
