/** Panels that a reader arranged: which figures, each with its own settings, in which order. */

import { choiceOf, textOf } from "@/shared/address/search-values";

import type { ComparisonView } from "./address";

/** What of the page's view is a panel's own, by the figure that it shows; the rest is shared. */
const OWN = {
  error: ["policy", "scale", "sum", "references"],
  returns: ["returnsScale", "axis", "smoothing"],
  steps: ["series", "seriesScale", "axis", "smoothing"],
  horizon: ["diagnostic", "diagnosticScale"],
  scatter: ["axes"],
  map: ["map", "policy"],
  cells: ["cells"],
  parallel: ["parallel"],
} as const satisfies Record<string, readonly (keyof ComparisonView)[]>;

export type PanelKind = keyof typeof OWN;
type Settings = Partial<ComparisonView>;

export interface Panel {
  kind: PanelKind;
  /** What it is set to, where that is not as usual. */
  own: Settings;
}

export const PANEL_NAMES: Readonly<Record<PanelKind, string>> = {
  error: "Per-horizon error",
  returns: "Returns",
  steps: "A series over training",
  horizon: "A diagnostic over the horizon",
  scatter: "Two numbers of runs",
  map: "Error by horizon and training time",
  cells: "A result by two settings",
  parallel: "Runs over several settings",
};
export const PANEL_KINDS = Object.keys(OWN) as PanelKind[];
export const MOST_PANELS = 12;
/** What stands on the page before anything is arranged. */
export const USUAL_PANELS: readonly Panel[] = [
  { kind: "error", own: {} },
  { kind: "returns", own: {} },
];

type Read = (search: Record<string, unknown>) => ComparisonView;
type Write = (view: ComparisonView) => object;

/** The panels of an address: `kind?settings` each, `|` between. What is malformed is left out. */
export function panelsOf(value: unknown, read: Read): readonly Panel[] | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const written = text.split("|").slice(0, MOST_PANELS);
  return written.flatMap((each) => {
    const [name, ...settings] = each.split("?");
    const kind = choiceOf(PANEL_KINDS, name);
    if (kind === undefined) return [];
    const search = Object.fromEntries(new URLSearchParams(settings.join("?")));
    return [{ kind, own: ownOf(kind, read(search), read({})) }];
  });
}

/** No panel at all is a choice too. */
const EMPTY_BOARD = "none";

export function writtenPanels(panels: readonly Panel[], read: Read, write: Write): string {
  if (panels.length === 0) return EMPTY_BOARD;
  return panels
    .map(({ kind, own }) => {
      const search = write({ ...read({}), ...own });
      const pairs = Object.entries(search).map(([name, value]) => [name, String(value)]);
      const settings = new URLSearchParams(pairs).toString();
      return settings === "" ? kind : `${kind}?${settings}`;
    })
    .join("|");
}

/** The part of a view that is this panel's own and not as usual. */
function ownOf(kind: PanelKind, view: ComparisonView, usual: ComparisonView): Settings {
  const names: readonly (keyof ComparisonView)[] = OWN[kind];
  const chosen = names.filter((name) => view[name] !== undefined && view[name] !== usual[name]);
  return Object.fromEntries(chosen.map((name) => [name, view[name]]));
}

/** A change in two: what is the panel's own, and what all figures share. */
export function split(kind: PanelKind, change: Settings): { own: Settings; shared: Settings } {
  const names: readonly string[] = OWN[kind];
  const pairs = Object.entries(change);
  const isOwn = ([name]: readonly [string, unknown]) => names.includes(name);
  return {
    own: Object.fromEntries(pairs.filter(isOwn)),
    shared: Object.fromEntries(pairs.filter((pair) => !isOwn(pair))),
  };
}

/** What a panel's figure is shown with. Settings that are another panel's say nothing here. */
export function viewOf({ kind, own }: Panel, view: ComparisonView, usual: ComparisonView) {
  const names: readonly (keyof ComparisonView)[] = OWN[kind];
  const none = Object.fromEntries(names.map((name) => [name, usual[name]]));
  return { ...view, ...none, ...own };
}

/** The panels with one at another place. */
export function placed(panels: readonly Panel[], from: number, to: number): readonly Panel[] {
  const rest = panels.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ...panels.slice(from, from + 1), ...rest.slice(to)];
}
