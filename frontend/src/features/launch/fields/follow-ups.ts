/** What else changes with a choice, so that a form is not left with what the new choice refuses. */

import { type FormCatalog, fittingImprover, type Read } from "./chosen-learners";
import { fitting } from "./allowed-choices";

/** The fields that others depend on, each before those that follow from it. */
const CHOOSING = ["environment.id", "algorithm.version", "algorithm.improver"];

/** Texts by path that follow from the field just changed; `read` sees the change. */
export function followUps(path: string, catalog: FormCatalog, read: Read): Record<string, string> {
  const place = CHOOSING.indexOf(path);
  if (place === -1) return {};
  const follow: Record<string, string> = {};
  const seen: Read = (name) => follow[name] ?? read(name);
  const following = [
    ...CHOOSING.slice(place + 1),
    ...Object.keys(catalog.allowed).filter((name) => !CHOOSING.includes(name)),
  ];
  // A name that was just written and does not fit is the server's to refuse, at its field. A field
  // that a spec of former times does not have stays without a value.
  for (const name of following.filter((each) => read(each) !== ""))
    follow[name] =
      name === "algorithm.improver" ? fittingImprover(catalog, seen) : fitting(name, catalog, seen);
  return follow;
}
