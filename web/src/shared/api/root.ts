/** Where the application is mounted; the server inserts `<base href>`, development serves from the root. */
export function root(): string {
  const href = document.querySelector('base')?.getAttribute('href') ?? '/'
  return new URL(href.endsWith('/') ? href : `${href}/`, location.origin).pathname
}
