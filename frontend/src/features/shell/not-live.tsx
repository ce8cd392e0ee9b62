import classes from "./shell.module.css";
import { useLiveState } from "@/shared/live";

/** Says when the page may be old. Announced once, gone when it follows again. */
export function NotLive() {
  const state = useLiveState();
  return (
    <div role="status">
      {state === "broken" && (
        <p className={classes.broken}>
          Not live: the server does not answer. What you see is what was last known; this page keeps
          trying.
        </p>
      )}
    </div>
  );
}
