/** The guides' titles, in both languages; the guides themselves load when they are read. */
import titles from 'virtual:guide-titles'
import type { Locale } from '@/shared/i18n'

export const guideTitle = (locale: Locale, topic: string): string => titles[locale][topic] ?? topic
export const isTopic = (topic: unknown): topic is string => typeof topic === 'string' && topic in titles['zh-CN']
