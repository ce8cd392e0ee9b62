/** One name for all addresses that ask the same: what `backend/publication/addresses.py` writes. */

/** What a page has for all of its runs, in place of their ids. */
const ALL = "*";
/** The parameters of a part that is zoomed to: it is cut in the page. */
export const PART = ["from_step", "to_step"] as const;
const BEGINNING = "/api/v1/";

export interface Naming {
  /** By route, the values that mean the same as to leave a parameter out. */
  defaults: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The ids of all runs, with commas between them, as the page asks for them. */
  runs: string;
}

/** The name of what an address asks for. Parts that are zoomed to have the name of the whole. */
export function nameOf({ pathname, searchParams }: URL, { defaults, runs }: Naming): string {
  // A server may lie below a base path.
  const at = pathname.indexOf(BEGINNING);
  const route = at < 0 ? pathname : pathname.slice(at + BEGINNING.length);
  const usual = defaults[route] ?? {};
  const given = [...searchParams]
    .filter(([name, value]) => usual[name] !== value && !PART.some((each) => each === name))
    .map(([name, value]) => `${name}=${value === runs ? ALL : value}`);
  // As Python sorts them.
  given.sort((a, b) => (a < b ? -1 : 1));
  return given.length === 0 ? route : `${route}?${given.join("&")}`;
}

/** The name of a figure with all of its points. */
export function fullName(name: string): string {
  return `${name}#full`;
}

const HORIZON = /([?&]horizon=)(\d+)/;

/**
 * The published name that differs in the horizon alone, the nearest one; of pages whose horizons
 * were not published, the one that they open with.
 */
export function nearestHorizon(name: string, known: readonly string[]): string | undefined {
  const asked = HORIZON.exec(name);
  if (asked === null) return undefined;
  const shape = (each: string) => each.replace(HORIZON, "$1");
  const own = Number(asked[2]);
  const others = known.filter((each) => HORIZON.test(each) && shape(each) === shape(name));
  const away = (each: string) => Math.abs(Number(HORIZON.exec(each)?.[2]) - own);
  const [route, query = ""] = name.split("?");
  const rest = query.split("&").filter((each) => !each.startsWith("horizon="));
  const usual = `${route ?? ""}?${rest.join("&")}`;
  return others.sort((a, b) => away(a) - away(b))[0] ?? known.find((each) => each === usual);
}
