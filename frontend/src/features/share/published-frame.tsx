import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Publication } from "@/client/transport";
import { apiAddress, saveAnswer } from "@/shared/requests/downloads";
import { tellFailure } from "@/shared/requests/offers-to-undo";
import { moment } from "@/shared/words/time-words";

import { AuthorsNote } from "./authors-note";
import classes from "./shared-frame.module.css";

interface PublishedFrameProps {
  facts: Publication;
  /** What was done to it: whether it is a file, or what a link keeps. */
  word: "Published" | "Frozen";
  token: string;
  children: ReactNode;
}

/** What stands around a published page: when it was made, what its author says, and under which terms. */
export function PublishedFrame({ facts, word, token, children }: PublishedFrameProps) {
  const { at, note, licence, version, left_out: leftOut } = facts;
  return (
    <>
      <header className={classes.frame}>
        <span className={classes.name}>Branchpoint</span>
        <span className="note">
          {word} <time dateTime={at}>{moment(at)}</time>, and unchanged since ·{" "}
          <Link to="/s/$token" params={{ token }} search={{}}>
            As {word.toLowerCase()}
          </Link>{" "}
          · <SpecsButton />
        </span>
      </header>
      <AuthorsNote note={note} />
      <main>{children}</main>
      <footer className={`note ${classes.facts ?? ""}`}>
        {leftOut !== "" && <p>{leftOut}</p>}
        <p>
          It holds what its controls offer, one or two choices at a time. To hide or pin groups, ask
          for another return to reach, or choose the axes of the maps, open these runs in
          Branchpoint.
        </p>
        <p>
          {licence !== "" && `${licence} · `}Made with Branchpoint {version}
        </p>
      </footer>
    </>
  );
}

/** What was asked of each run, and with which versions it was made, as a file. */
function SpecsButton() {
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        saveAnswer("specs.json", apiAddress("specs", {})).catch(tellFailure);
      }}
    >
      Specs and versions
    </button>
  );
}
