/** How many pages of a list were loaded is kept per address for this tab: a reload loads as many, then the scroll fits. */
import { watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import { placeKey } from './useKeptScroll'

const MOST = 20

interface Loaded { data: Ref<{ pages: unknown[] } | undefined>; hasNextPage: Ref<boolean>; isFetchingNextPage: Ref<boolean>; fetchNextPage: () => unknown }

export function useKeptPages(list: Loaded): void {
  const route = useRoute()
  const keyOf = () => `pages/${placeKey(route.fullPath)}`
  let key = ''
  let wanted = 1
  watch([() => route.fullPath, list.data, list.isFetchingNextPage], () => {
    const pages = list.data.value?.pages.length ?? 0
    if (key !== keyOf()) {
      key = keyOf()
      wanted = Math.min(Number(sessionStorage.getItem(key) ?? 1), MOST)
    }
    if (!pages) return
    if (pages < wanted && list.hasNextPage.value) {
      if (!list.isFetchingNextPage.value) void list.fetchNextPage()
    } else {
      wanted = 1
      if (pages > 1) sessionStorage.setItem(key, String(pages))
    }
  }, { immediate: true })
}
