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

/**
 * What the search part says, as text; `a.b.c=1` becomes `{ a: { "b.c": "1" } }`, and what is said
 * several times becomes a list, as the API reads it.
 */
export function parseSearch(text: string): Search {
  const said = new URLSearchParams(text);
  const plain = new Map<string, unknown>();
  const groups = new Map<string, Map<string, unknown>>();
  for (const key of new Set(said.keys())) {
    const values = said.getAll(key);
    const value = values.length === 1 ? values[0] : values;
    const dot = key.indexOf(".");
    if (dot <= 0) {
      plain.set(key, value);
      continue;
    }
    const name = key.slice(0, dot);
    const group = groups.get(name) ?? new Map<string, unknown>();
    groups.set(name, group.set(key.slice(dot + 1), value));
  }
  for (const [name, group] of groups) plain.set(name, Object.fromEntries(group));
  return Object.fromEntries(plain);
}
