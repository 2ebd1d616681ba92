/** How many files are on their way, on this page: sending waits for them, leaving asks first. */
import { ref } from 'vue'

export const uploading = ref(0)
