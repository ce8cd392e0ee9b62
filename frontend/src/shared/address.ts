/**
 * Addresses that a person can read and write: every value is plain text, and a group of values is
 * written field by field: `?set.rollout.length=1,5&seeds=0-4`. The router's own way would quote
 * texts that look like numbers and write groups as JSON.
 */

type Search = Record<string, unknown>;

function written(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return written(value.map((part) => written(part) ?? "").join(","));
  return null;
}

/** The search part of an address; what is empty or undefined is left out. */
export function stringifySearch(search: Search): string {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(search)) {
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    const fields = isGroup
      ? Object.entries(value).map(([field, inner]) => [`${name}.${field}`, inner] as const)
      : [[name, value] as const];
    for (const [key, inner] of fields) {
      const text = written(inner);
      if (text !== null) pairs.push([key, text]);
    }
  }
  if (pairs.length === 0) return "";
  // Commas and slashes need no escape in a query, and lists read better with them.
  const text = new URLSearchParams(pairs).toString().replace(/%2C/g, ",").replace(/%2F/g, "/");
  return `?${text}`;
}

/** What the search part says, as text; `a.b.c=1` becomes `{ a: { "b.c": "1" } }`. */
export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const dot = key.indexOf(".");
    if (dot <= 0) {
      search[key] = value;
      continue;
    }
    const name = key.slice(0, dot);
    const before = search[name];
    const group = typeof before === "object" ? before : {};
    search[name] = { ...group, [key.slice(dot + 1)]: value };
  }
  return search;
}
