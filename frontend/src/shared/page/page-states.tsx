import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Problem, sentenceOf } from "@/client/problem";

import { isPassing, isSettled } from "@/shared/requests/retries";
import classes from "./page-states.module.css";

/** What is not there will not come by asking again. */
function isGone(error: unknown): boolean {
  return error instanceof Problem && [403, 404, 410].includes(error.status);
}

/** A list or page that could not be loaded, with what to do. */
export function Failed({ error, retry }: { error: unknown; retry: () => unknown }) {
  const { title, detail } = sentenceOf(error);
  return (
    <div className={classes.state} role="alert">
      <h2>{title}</h2>
      {detail !== "" && <p className="soft">{detail}</p>}
      {isGone(error) ? (
        <p>
          Go on to the <Link to="/">experiments</Link> or to all <Link to="/runs">runs</Link>.
        </p>
      ) : (
        !isSettled(error) && <Button onClick={() => void retry()}>Try again</Button>
      )}
    </div>
  );
}

/** That something asked for failed, beside where it was asked; a server that is busy or away can be asked again. */
export function FailedHere({ error, retry }: { error: unknown; retry: () => unknown }) {
  const { title, detail } = sentenceOf(error);
  return (
    <p role="alert" className={classes.here}>
      {title}. {detail}{" "}
      {isPassing(error) && (
        <button type="button" className="link" onClick={() => void retry()}>
          Try again
        </button>
      )}
    </p>
  );
}

/** A place with nothing in it yet: what would be here, and how it comes. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.state}>
      <h2>{title}</h2>
      <div className="reading">{children}</div>
    </div>
  );
}

/** The room that a page will take, while it loads. Nothing flickers for a quick answer. */
export function Loading({ what }: { what: string }) {
  return (
    <div className={classes.loading} role="status">
      Loading {what} …
    </div>
  );
}
