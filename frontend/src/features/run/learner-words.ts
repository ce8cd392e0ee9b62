/** What a run learns by, in few words. */

import type { Schema } from "@/client/client";

type Run = Schema<"Run">;

/** "version 2.5, ppo"; the improver is left out where the version's usual one was taken. */
export function learnerWords({ version, improver }: Pick<Run, "version" | "improver">): string {
  const named = /^\d/.test(version) ? `version ${version}` : version;
  return improver === "auto" ? named : `${named}, ${improver}`;
}

/** "rollout length 5 from real uniform states"; planners and value expansion choose no states. */
export function rolloutWords(run: Pick<Run, "rollout_length" | "start">): string {
  const length = `rollout length ${run.rollout_length}`;
  return run.start === "" ? length : `${length} from ${run.start.replaceAll("_", " ")} states`;
}
