import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

const server = process.env.VITE_BACKEND_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ pages: 'build', fallback: 'index.html' })
    })
  ],
  server: {
    proxy: { '/api': server, '/openapi.json': server, '/ws': { target: server, ws: true } }
  },
  test: { include: ['src/**/*.test.ts'] }
});
