import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { inlineEverything, workerAsText } from "./inline-everything.ts";
import main from "./vite.config.ts";

/** The verify page as one file beside the built page: `dist/necto-verify.html`, which needs nothing but itself. */
export default defineConfig({
  root: fileURLToPath(new URL("verify/offline", import.meta.url)),
  plugins: [workerAsText(), inlineEverything()],
  build: {
    ...main.build,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    outDir: fileURLToPath(new URL("dist", import.meta.url)),
    emptyOutDir: false,
    rollupOptions: {
      ...main.build?.rollupOptions,
      input: fileURLToPath(new URL("verify/offline/necto-verify.html", import.meta.url)),
    },
  },
});
