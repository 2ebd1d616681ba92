import '@/shared/polyfills'
import { boot } from './boot'

void boot()
