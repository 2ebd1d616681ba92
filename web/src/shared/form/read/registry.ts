/** Reading skins of the types that need more than text. */
import type { Component } from 'vue'

const modules = import.meta.glob<{ default: Component }>('../fields/*/Read.vue', { eager: true })
const skins = new Map(Object.entries(modules).map(([file, module]) => [file.split('/')[2], module.default]))
export const readSkin = (type: string): Component | undefined => skins.get(type)
