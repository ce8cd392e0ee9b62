import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, transformWithOxc } from "vite";

const inside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is shown to owners alone. */
const OWNERS_PARTS =
  /^@\/features\/(share\/share-button|logs\/log-tail|compare\/run-picker|presets\/save-preset|run\/run-actions)$/;

/** Two files beside the page's script: what begins it, and plotly as it is. */
const besides: Plugin = {
  name: "besides",
  apply: "build",
  async generateBundle() {
    const loader = inside("./src/published/loader.ts");
    const { code } = await transformWithOxc(await readFile(loader, "utf8"), loader, {
      target: "es2022",
    });
    // It imports types alone, so that it is a module is all that is left of them.
    const script = `(() => {\n${code.replace(/export\s*\{\s*\};?\s*$/, "")}})();`;
    this.emitFile({ type: "asset", fileName: "loader.js", source: script });
    const plotly = inside("./node_modules/plotly.js-basic-dist-min/plotly-basic.min.js");
    this.emitFile({ type: "asset", fileName: "plotly.js", source: await readFile(plotly) });
  },
  async writeBundle({ dir = "" }, bundle) {
    const names = Object.keys(bundle).filter((name) => !name.endsWith(".woff"));
    await writeFile(join(dir, "files.txt"), names.join("\n"));
  },
};

/** The page of a share link as one classic script, for `branchpoint publish`. */
export default defineConfig({
  plugins: [react(), besides],
  base: "./",
  resolve: {
    alias: [
      { find: OWNERS_PARTS, replacement: inside("./src/published/owners-parts.tsx") },
      {
        find: "@/shared/figures/plotly-loader",
        replacement: inside("./src/published/plotly-loader.ts"),
      },
      { find: "./plotly-loader", replacement: inside("./src/published/plotly-loader.ts") },
      { find: "@/shared/guide/guide-mark", replacement: inside("./src/published/guide-mark.tsx") },
      { find: "@", replacement: inside("./src") },
    ],
  },
  build: {
    outDir: "dist/published",
    emptyOutDir: true,
    copyPublicDir: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1250,
    rolldownOptions: {
      input: inside("./src/published/main.tsx"),
      output: {
        format: "iife",
        codeSplitting: false,
        entryFileNames: "page.js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
