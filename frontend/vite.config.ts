import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// `npm run dev` beside a running `branchpoint up`: open the printed URL's path on vite's port.
const api = process.env["BRANCHPOINT_URL"] ?? "http://127.0.0.1:8710";

/** What pages are made of, but figures and the guide's Markdown, which not all of them have. */
const SHARED =
  /node_modules\/(?!plotly|react-markdown|remark|rehype|micromark|mdast|hast|minisearch)|src\/shared/;

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
      generatedRouteTree: "./src/route-tree.gen.ts",
      quoteStyle: "double",
      semicolons: true,
    }),
    react(),
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
      output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 4, test: SHARED }] } },
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
        test: { name: "logic", environment: "node", include: ["src/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["./vitest.setup.ts"],
          // How long it takes says how busy the machine is: a whole form took 4.4 s beside others.
          testTimeout: 60_000,
        },
      },
    ],
  },
}));
