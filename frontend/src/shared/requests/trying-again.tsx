import { useDebouncedValue } from "@mantine/hooks";
import { useIsFetching, useIsMutating } from "@tanstack/react-query";

import { Problem } from "@/client/problem";

import { useLiveState } from "@/shared/live/live-updates";
import { isPassing } from "./retries";
import classes from "./trying-again.module.css";

/** A shorter wait needs no words. */
const MOMENT_MS = 1_000;

/** Says that something takes long because the server is busy or away, and that it is tried again. */
export function TryingAgain() {
  const isSilent = useIsWaiting((status) => status === 0);
  const isBusy = useIsWaiting((status) => status !== 0);
  // The head of the page says already that a server does not answer.
  const isTold = useLiveState() === "broken";
  const words = isBusy
    ? "The server is busy; trying again …"
    : isSilent && !isTold
      ? "The server does not answer; trying again …"
      : "";
  const [settled] = useDebouncedValue(words, MOMENT_MS);
  const notice = words === "" ? "" : settled;
  return <div role="status">{notice !== "" && <p className={classes["notice"]}>{notice}</p>}</div>;
}

/** Whether a question or a change is being tried again after a failure of this kind. */
function useIsWaiting(isKind: (status: number) => boolean): boolean {
  const isMeant = (error: unknown) =>
    error instanceof Problem && isPassing(error) && isKind(error.status);
  const asking = useIsFetching({ predicate: ({ state }) => isMeant(state.fetchFailureReason) });
  const changing = useIsMutating({ predicate: ({ state }) => isMeant(state.failureReason) });
  return asking + changing > 0;
}
