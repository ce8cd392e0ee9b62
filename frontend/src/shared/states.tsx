import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { sentenceOf } from "@/client/problem";
import classes from "./states.module.css";

/** A list or page that could not be loaded, with what to do. */
export function Failed({ error, retry }: { error: unknown; retry: () => unknown }) {
  const { title, detail } = sentenceOf(error);
  return (
    <div className={classes.state} role="alert">
      <h2>{title}</h2>
      {detail !== "" && <p className="soft">{detail}</p>}
      <Button onClick={() => void retry()}>Try again</Button>
    </div>
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
