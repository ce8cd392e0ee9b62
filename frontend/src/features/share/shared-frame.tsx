import type { ReactNode } from "react";

import { useLiveState } from "@/shared/live";

import classes from "./shared-frame.module.css";

/** What stands around a shared page: its nature, and whether it follows. No way elsewhere. */
export function SharedFrame({ children }: { children: ReactNode }) {
  const broken = useLiveState() === "broken";
  return (
    <>
      <meta name="robots" content="noindex, nofollow" />
      <meta name="referrer" content="no-referrer" />
      <header className={classes.frame}>
        <span className={classes.name}>Branchpoint</span>
        <span className="note" role="status">
          {broken
            ? "Not live: the server does not answer. This is what was last known."
            : "Shared with you, read-only"}
        </span>
      </header>
      <main>{children}</main>
    </>
  );
}
