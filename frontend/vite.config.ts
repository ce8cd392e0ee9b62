import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { filesAhead } from "./vite.files-ahead";
import { plotlyParts } from "./vite.plotly-parts";

// `npm run dev` beside a running `branchpoint up`: open the printed URL's path on vite's port.
const api = process.env["BRANCHPOINT_URL"] ?? "http://127.0.0.1:8710";

/** What reads Markdown: the guide and notes alone need it. */
const MARKDOWN =
  /node_modules\/(react-markdown|remark|rehype|micromark|mdast|hast|unist|unified|vfile|property-information|markdown-table|style-to|inline-style|html-url|decode-named|character-entities|space-sep|comma-sep|@ungap\/structured-clone|trim-lines|extend|zwitch|bail|ccount|longest-streak|escape-string)/;
/** What pages are made of, but figures, Markdown, the guide's search and fields for numbers, which not all of them have. */
const PAGES =
  /node_modules\/(?!plotly|minisearch|react-number-format|@mantine\/core\/esm\/components\/NumberInput)|src\/shared/;

/** How long a test takes says how busy the machine is: a whole form took 4.4 s beside others. */
const TEST_TIMEOUT_MS = 60_000;

const ofPages = (id: string): boolean => PAGES.test(id) && !MARKDOWN.test(id);

const compress = promisify(brotliCompress);

/** Puts beside each text of the build what is sent of it to browsers: the same, compressed. */
const compressedTexts: Plugin = {
  name: "compressed-texts",
  apply: "build",
  async writeBundle({ dir = "" }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(js|css|html|svg)$/.test(name));
    await Promise.all(
      texts.map(async (name) => {
        const file = join(dir, name);
        await writeFile(`${file}.br`, await compress(await readFile(file)));
      }),
    );
  },
};

export default defineConfig(({ command }) => ({
  // Files lie beside one another, wherever that is: the server writes into the page where they begin.
  base: command === "build" ? "./" : "/",
  plugins: [
    tanstackRouter({
      target: "react",
      autoCodeSplitting: true,
      // What stands around every page comes with the first file, not in three more after it.
      codeSplittingOptions: {
        splitBehavior: ({ routeId }) => (routeId === "/_app" ? [] : undefined),
      },
      generatedRouteTree: "./src/route-tree.gen.ts",
      quoteStyle: "double",
      semicolons: true,
    }),
    react(),
    plotlyParts,
    filesAhead,
    compressedTexts,
  ],
  resolve: {
    alias: {
      "@docs": fileURLToPath(new URL("../docs", import.meta.url)),
      "@": fileURLToPath(new URL("./src", import.meta.url)),
    },
  },
  build: {
    // plotly alone is above the default warning; it is loaded when the first figure is shown.
    chunkSizeWarningLimit: 1250,
    // What many pages share comes as one file: sixty small ones take a server as long as the data.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 4, test: ofPages }] } },
    },
  },
  // The guide's files lie beside this folder.
  server: { fs: { allow: [".."] }, proxy: { "/api": { target: api, changeOrigin: true } } },
  test: {
    restoreMocks: true,
    css: false,
    projects: [
      // Making a document takes longer than most of these tests: only components get one.
      {
        extends: true,
        test: {
          name: "logic",
          environment: "node",
          include: ["src/**/*.test.ts"],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["./vitest.setup.ts"],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
    ],
  },
}));
