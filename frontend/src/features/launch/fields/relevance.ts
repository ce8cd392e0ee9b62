/** Which fields a version with its improver reads. The rest of the spec is idle in such a run. */

import type { Schema } from "@/client/client";

import type { Learner } from "./chosen-learners";

/** Who reads a field, by its path, as the catalog tells; "part.*" is every other field of the part. */
export type Readers = Schema<"Catalog">["readers"];

function holds(names: readonly string[] | null | undefined, name: string): boolean {
  return names?.includes(name) ?? true;
}

/** Whether any of the learners reads the field. While none is known, every field may matter. */
export function isRead(path: string, learners: readonly Learner[], readers: Readers): boolean {
  const found = readers[path] ?? readers[path.replace(/\..*$/, ".*")];
  return (
    learners.length === 0 ||
    learners.some(
      ({ version, improver }) =>
        holds(found?.versions, version) && holds(found?.improvers, improver),
    )
  );
}
