export interface GridColumn<Row> {
  code: string
  label: string
  width: number
  numeric?: boolean
  sortable?: boolean
  text: (row: Row) => string
}
