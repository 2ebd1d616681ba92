/** Skins are found by their place: `fields/<type>/<Name>.vue`. */
import type { Component } from 'vue'

export interface Skins { default: Component }

export function skinsOf(...found: Record<string, Skins>[]): Map<string, Component> {
  return new Map(found.flatMap((modules) => Object.entries(modules).map(([file, module]): [string, Component] => [file.split('/')[2], module.default])))
}
