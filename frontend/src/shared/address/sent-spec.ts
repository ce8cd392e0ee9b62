/** A spec on its way to the launch form of another Branchpoint: behind the `#`, which no server is sent. */

const NAME = "spec";
/** A spec has about 2,000 letters. */
const LONGEST = 50_000;

/**
 * The launch form of the Branchpoint at an address, filled in with a spec. Null where the address is
 * none of the web. Nothing starts there: the form is only filled in.
 */
export function launchFormAt(address: string, yaml: string): string | null {
  const root = rootOf(address);
  if (root === null) return null;
  return `${root}/launch?view=yaml#${new URLSearchParams({ [NAME]: yaml }).toString()}`;
}

/** Where a server's page begins, without what follows; null where that is no address of the web. */
export function rootOf(address: string): string | null {
  const given = address.trim();
  const known = URL.parse(given.includes("://") ? given : `http://${given}`);
  if (known === null || !["http:", "https:"].includes(known.protocol)) return null;
  return known.origin + known.pathname.replace(/\/(launch)?\/*$/, "");
}

/** The spec that an address brought; null where it brought none. */
export function sentSpec(hash: string): string | null {
  const sent = new URLSearchParams(hash.replace(/^#/, "")).get(NAME);
  return sent === null || sent === "" || sent.length > LONGEST ? null : sent;
}
