/** The phone's skins, by type: its own, or the one for both ends; a type without one reads only. */
import { skinsOf, type Skins } from '../core/skins'

const skins = skinsOf(
  import.meta.glob<Skins>('../fields/*/Both.vue', { eager: true }),
  import.meta.glob<Skins>('../fields/*/Mobile.vue', { eager: true }),
)
export const mobileSkin = (type: string) => skins.get(type)
