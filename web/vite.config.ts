/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { guides } from './build/guides.ts'
import { words } from './build/words.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Vant's icon font names a foreign address and weighs 25 KB; our icons are SVG, so the face is dropped. */
function withoutVantFont(): Plugin {
  return {
    name: 'without-vant-font',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('vant') || !id.split('?')[0].endsWith('.css')) return null
      return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null }
    },
  }
}

/** In development the phone's deep addresses fall back to m.html, as the server does in production. */
function phoneFallback(): Plugin {
  return {
    name: 'phone-fallback',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '').split('?')[0]
        if (/^\/m(\/[^.]*)?$/.test(path)) request.url = '/m.html'
        if (path === '/preview') request.url = '/preview.html'
        next()
      })
    },
  }
}

export default defineConfig({
  base: './',
  plugins: [withoutVantFont(), phoneFallback(), guides(), words(), vue()],
  resolve: { alias: { '@': here('./src') } },
  build: {
    target: ['chrome87', 'safari14'],
    outDir: here('../src/banjie/static'),
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 2048,
    rolldownOptions: { input: { index: here('./index.html'), m: here('./m.html'), preview: here('./preview.html') } },
  },
  server: { port: 5173, fs: { allow: ['.', '../docs'] }, proxy: { '/api': { target: 'http://127.0.0.1:8400' } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts', 'tests/**/*.spec.ts'],
    setupFiles: ['tests/setup.ts'],
    server: { deps: { inline: ['element-plus', 'vant'] } },
  },
})
