/** My notices, page by page, and how many of them are unread. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api/endpoints'
import { keys, queryClient } from '@/shared/api/queries'
import { toastError } from '@/shared/ui/toast'

const PAGE = 30

export function useUnread() {
  const { data } = useQuery({ queryKey: [...keys.notices, 'unread'], queryFn: () => api.notices({ limit: 1 }) })
  return computed(() => data.value?.unread ?? 0)
}

export function useNotices() {
  const query = useInfiniteQuery({
    queryKey: [...keys.notices, 'list'],
    queryFn: ({ pageParam }) => api.notices({ limit: PAGE, before: pageParam || undefined }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.items.length < PAGE ? undefined : page.items[page.items.length - 1].id),
  })
  return { ...query, items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

export async function readAll(): Promise<void> {
  await api.readNotices().catch(toastError)
  await queryClient.invalidateQueries({ queryKey: keys.notices })
}
