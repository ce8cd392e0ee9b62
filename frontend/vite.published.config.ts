import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import postcss from "postcss";
import { defineConfig, type Plugin, transformWithOxc } from "vite";

const inside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is shown to owners alone. */
const OWNERS_PARTS =
  /^@\/features\/(share\/share-button|logs\/log-tail|compare\/(run-picker|saved-comparisons)|presets\/save-preset|published-curves\/published-curves|run\/run-(actions|notes))$/;

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

const LIBRARY_CLASS = /\.m_[0-9a-f]+/g;

/** The library's styles without those of components that the page does not have: half of all styles. */
const ownStyles: Plugin = {
  name: "own-styles",
  apply: "build",
  enforce: "post",
  generateBundle(_, bundle) {
    const files = Object.values(bundle);
    const code = files.map((file) => (file.type === "chunk" ? file.code : "")).join("");
    for (const file of files) {
      if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
      file.source = withoutUnused(file.source.toString(), code);
    }
  },
};

/** Styles without the rules for classes of the library that the code does not name. */
function withoutUnused(styles: string, code: string): string {
  const root = postcss.parse(styles);
  root.walkRules((rule) => {
    const used = rule.selectors.filter((selector) =>
      (selector.match(LIBRARY_CLASS) ?? []).every((name) => code.includes(name.slice(1))),
    );
    if (used.length === 0) rule.remove();
    else rule.selectors = used;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

/** The page of a share link as one classic script, for `branchpoint publish`. */
export default defineConfig({
  plugins: [react(), besides, ownStyles],
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
