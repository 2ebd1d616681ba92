/** The drawing library with what our charts need of it; loaded when the first chart is shown. */
import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, PieChart, GridComponent, LegendScrollComponent, TooltipComponent, SVGRenderer])
export const drawIn = (host: HTMLElement) => init(host, undefined, { renderer: 'svg' })
