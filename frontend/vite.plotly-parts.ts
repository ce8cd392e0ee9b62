import type { Plugin } from "vite";

/** plotly's components in the order in which its core registers them; those with `true` are used by our figures. */
const COMPONENTS: readonly (readonly [name: string, isUsed: boolean])[] = [
  ["annotations", true],
  ["annotations3d", false],
  ["selections", true],
  ["shapes", true],
  ["images", false],
  ["updatemenus", false],
  ["sliders", false],
  ["rangeslider", false],
  ["rangeselector", false],
  ["grid", false],
  ["errorbars", false],
  ["colorscale", true],
  ["colorbar", true],
  ["legend", true],
  ["fx", true],
  ["modebar", true],
];
const TRACES: readonly (readonly [name: string, isUsed: boolean])[] = [
  ["bar", true],
  ["pie", false],
  ["calendars", false],
];
const MODULE = /(\w+)=\((\w+),(\w+)\)=>\(\)=>\{try\{return \3\|\|\2\(\(\3=\{exports:/;
const FILE = /plotly\.js-basic-dist-min\/plotly-basic\.min\.js$/;

/**
 * Leaves out of plotly's basic bundle what no figure of ours has: it is neither sent nor run, and running
 * it takes longer than all the rest of the bundle. The build fails where a version of plotly is
 * written in another way. Published pages have plotly as it is.
 */
export const plotlyParts: Plugin = {
  name: "plotly-parts",
  apply: "build",
  transform: {
    filter: { id: FILE },
    handler(code) {
      const wrapper = MODULE.exec(code)?.[1];
      if (wrapper === undefined) throw new Error("plotly's modules are wrapped in another way");
      const kept = keep(keep(code, COMPONENTS), TRACES);
      // What nobody asks for any more may go.
      return { code: kept.replaceAll(`=${wrapper}((`, `=/* @__PURE__ */${wrapper}((`), map: null };
    },
  },
};

/** The code, where only parts that are used are registered. */
function keep(code: string, parts: readonly (readonly [string, boolean])[]): string {
  const each = parts.map(() => String.raw`[\w$]+\(\)`).join(",");
  const lists = [...code.matchAll(new RegExp(String.raw`\(\[(${each})\]\)`, "g"))];
  const [list, ...others] = lists;
  const names = parts.map(([name]) => name).join(", ");
  if (list === undefined || others.length > 0) {
    throw new Error(`plotly registers other parts than ${names}`);
  }
  const used = list[1]?.split(",").filter((_, at) => parts[at]?.[1] === true) ?? [];
  return code.replace(list[0], `([${used.join(",")}])`);
}
