import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The page's policy allows files of its own origin only, so nothing is inlined as a data URL. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Shared modules declare schemas at their top; the page takes functions and types from them, never a schema.
      treeshake: { moduleSideEffects: (id) => !id.includes("/tools/") && !id.includes("/zod/") },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:3000", "/ws": { target: "ws://127.0.0.1:3000", ws: true } } },
});
