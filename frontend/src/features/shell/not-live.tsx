import classes from "./shell.module.css";
import { useLiveState } from "@/shared/live/live-updates";
import { NOT_LIVE } from "@/shared/live/live-words";

/** Says when the page may be old, and why. Announced once, gone when it follows again. */
export function NotLive() {
  const words = NOT_LIVE[useLiveState()];
  return (
    <div role="status">{words !== undefined && <p className={classes.broken}>{words}</p>}</div>
  );
}
