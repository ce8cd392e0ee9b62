import type { ReactNode } from "react";

import type { Schema } from "@/client/client";
import { publication } from "@/client/transport";
import { useLiveState } from "@/shared/live/live-updates";
import { LIVE_WORD, NOT_LIVE } from "@/shared/live/live-words";
import { moment } from "@/shared/words/time-words";

import { AuthorsNote } from "./authors-note";
import { PublishedFrame } from "./published-frame";
import classes from "./shared-frame.module.css";

interface SharedFrameProps {
  token?: string;
  /** What the link shows; undefined until it is known. */
  shared?: Schema<"Shared">;
  children: ReactNode;
}

/** What stands around a shared page: its nature, and whether it follows. No way elsewhere. */
export function SharedFrame({ token = "", shared, children }: SharedFrameProps) {
  const state = useLiveState();
  const facts = publication();
  if (facts !== null && shared !== undefined) {
    const word = shared.frozen === null ? "Published" : "Frozen";
    return (
      <PublishedFrame facts={facts} word={word} token={token}>
        {children}
      </PublishedFrame>
    );
  }
  return (
    <>
      <meta name="robots" content="noindex, nofollow" />
      <meta name="referrer" content="no-referrer" />
      <header className={classes.frame}>
        <span className={classes.name}>Branchpoint</span>
        <span className="note">
          Shared with you, read-only
          {state !== "connecting" && ` · ${LIVE_WORD[state]}`}
          {shared?.expires_at != null && ` · until ${moment(shared.expires_at)}`}
        </span>
      </header>
      <div role="status">
        {NOT_LIVE[state] !== undefined && <p className={classes.broken}>{NOT_LIVE[state]}</p>}
      </div>
      <AuthorsNote note={shared?.note ?? ""} />
      <main>{children}</main>
    </>
  );
}
