import type { ReactNode } from "react";

import { useLiveState } from "@/shared/live/live-updates";
import { publication } from "@/client/transport";
import { LIVE_WORD, NOT_LIVE } from "@/shared/live/live-words";

import { PublishedFrame } from "./published-frame";
import classes from "./shared-frame.module.css";

/** What stands around a shared page: its nature, and whether it follows. No way elsewhere. */
export function SharedFrame({ children }: { children: ReactNode }) {
  const state = useLiveState();
  const published = publication();
  if (published !== null) return <PublishedFrame facts={published}>{children}</PublishedFrame>;
  return (
    <>
      <meta name="robots" content="noindex, nofollow" />
      <meta name="referrer" content="no-referrer" />
      <header className={classes.frame}>
        <span className={classes.name}>Branchpoint</span>
        <span className="note">
          Shared with you, read-only
          {state !== "connecting" && ` · ${LIVE_WORD[state]}`}
        </span>
      </header>
      <div role="status">
        {NOT_LIVE[state] !== undefined && <p className={classes.broken}>{NOT_LIVE[state]}</p>}
      </div>
      <main>{children}</main>
    </>
  );
}
