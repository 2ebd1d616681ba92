/** The phone's skins, by type; a type without one reads only. */
import type { Component } from 'vue'

const modules = import.meta.glob<{ default: Component }>('../fields/*/Mobile.vue', { eager: true })
const skins = new Map(Object.entries(modules).map(([file, module]) => [file.split('/')[2], module.default]))
export const mobileSkin = (type: string): Component | undefined => skins.get(type)
