import type { Plugin, Rolldown } from "vite";

/** Routes whose pages draw figures: plotly comes beside their code. */
const WITH_FIGURES = ["compare", "runs.$runId"];
const PAGE_OF_ROUTE = /\/src\/routes\/_app\/([^/?]+)\.tsx\?tsr-split=component/;
const PLOTLY = /node_modules\/plotly/;

type Chunk = Rolldown.OutputChunk;

/**
 * Writes down which files a page needs beside those of every page, by a pattern of its path. The
 * server names them in the page, so that they come with the first file and not after it has run.
 */
export const filesAhead: Plugin = {
  name: "files-ahead",
  apply: "build",
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
    const everywhere = new Set(
      chunks.filter(({ isEntry }) => isEntry).flatMap((entry) => needed(entry, bundle)),
    );
    const plotly = chunks.filter(({ moduleIds }) => moduleIds.some((id) => PLOTLY.test(id)));
    const ahead = chunks.flatMap((chunk) =>
      routesOf(chunk).map((route) => {
        const own = WITH_FIGURES.includes(route) ? [chunk, ...plotly] : [chunk];
        const files = new Set(own.flatMap((each) => needed(each, bundle)));
        return [patternOf(route), [...files].filter((file) => !everywhere.has(file))];
      }),
    );
    const source = JSON.stringify(Object.fromEntries(ahead));
    this.emitFile({ type: "asset", fileName: "files-ahead.json", source });
  },
};

function routesOf({ moduleIds }: Chunk): string[] {
  return moduleIds.flatMap((id) => PAGE_OF_ROUTE.exec(id)?.[1] ?? []).filter((id) => id !== "$");
}

/** `runs.$runId` is at `runs/` and any name, `runs.index` at `runs`. */
function patternOf(route: string): string {
  const parts = route.split(".").filter((part) => part !== "index");
  return parts.map((part) => (part.startsWith("$") ? "[^/]+" : part)).join("/");
}

/** A chunk, what it imports, and their styles. */
function needed(chunk: Chunk, bundle: Rolldown.OutputBundle): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const each = bundle[name];
    if (found.has(name) || each?.type !== "chunk") return;
    found.add(name);
    each.imports.forEach(add);
    for (const style of each.viteMetadata?.importedCss ?? []) found.add(style);
  };
  add(chunk.fileName);
  return [...found];
}
