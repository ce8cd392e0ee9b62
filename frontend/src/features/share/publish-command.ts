/** The command that puts what is shared into files, for the terminal of this instance. */

import type { ShareTarget } from "./share-target";

/** A word as a shell reads it, whatever it holds. */
function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function publishCommand(target: ShareTarget): string {
  const { kind, title, view } = target;
  const about = kind === "comparison" ? [...target.runIds] : [target.id];
  const options = [
    ...(title === "" ? [] : ["--title", quoted(title)]),
    ...(view === "" ? [] : ["--view", quoted(view)]),
  ];
  return ["branchpoint publish", ...about, "--to results.html", ...options].join(" ");
}
