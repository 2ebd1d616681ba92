/** A grid's columns and how a person laid them out: order, widths, what is hidden, how many stay in sight. */
export interface GridColumn<Row> {
  code: string
  label: string
  width: number
  numeric?: boolean
  sortable?: boolean
  filterable?: boolean
  groupable?: boolean
  /** Its cells can be changed where they stand. */
  editable?: boolean
  text: (row: Row) => string
}

export interface Layout { order: string[]; widths: Record<string, number>; hidden: string[]; frozen: number }
export const plainLayout = (): Layout => ({ order: [], widths: {}, hidden: [], frozen: 1 })
export const NARROWEST = 72
export const WIDEST = 800

/** The columns in the person's order; those the layout has never heard of keep their place behind. */
export function arranged<C extends { code: string; width: number }>(columns: C[], layout: Layout): C[] {
  const place = new Map(layout.order.map((code, index) => [code, index]))
  return columns
    .map((column, index) => ({ column, at: place.get(column.code) ?? layout.order.length + index }))
    .sort((one, two) => one.at - two.at)
    .map(({ column }) => ({ ...column, width: layout.widths[column.code] ?? column.width }))
}
export const visible = <C extends { code: string }>(columns: C[], layout: Layout): C[] => columns.filter((column) => !layout.hidden.includes(column.code))

/** Puts a column before another one (`null`: behind the last). `codes` are all columns as arranged. */
export function moved(layout: Layout, codes: string[], code: string, before: string | null): Layout {
  const rest = codes.filter((one) => one !== code)
  const at = before === null ? rest.length : rest.indexOf(before)
  return at < 0 || before === code ? layout : { ...layout, order: [...rest.slice(0, at), code, ...rest.slice(at)] }
}
export const resized = (layout: Layout, code: string, width: number): Layout => ({ ...layout, widths: { ...layout.widths, [code]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) } })
export function shown(layout: Layout, code: string, on: boolean): Layout {
  const hidden = layout.hidden.filter((one) => one !== code)
  return { ...layout, hidden: on ? hidden : [...hidden, code] }
}
/** What was kept elsewhere may be anything: only what a layout is made of comes back. */
export function readLayout(raw: unknown): Layout {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Layout>
  const texts = (list: unknown) => (Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [])
  const widths = Object.fromEntries(Object.entries(given.widths ?? {}).filter(([, width]) => Number.isFinite(width)))
  return { order: texts(given.order), widths, hidden: texts(given.hidden), frozen: Number.isInteger(given.frozen) ? Math.max(0, given.frozen!) : 1 }
}
