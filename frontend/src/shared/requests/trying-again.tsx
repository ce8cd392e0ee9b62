import { useDebouncedValue } from "@mantine/hooks";
import { useIsFetching, useIsMutating, useQueryClient } from "@tanstack/react-query";

import { Problem } from "@/client/problem";

import { useLiveState } from "@/shared/live/live-updates";
import { isPassing } from "./retries";
import classes from "./trying-again.module.css";

/** A shorter wait needs no words. */
const MOMENT_MS = 1_000;

/** Says that something takes long because the server is busy or away, and that it is tried again. */
export function TryingAgain() {
  const isSilent = useWaitedFor((status) => status === 0) !== undefined;
  const refusal = useWaitedFor((status) => status !== 0);
  // The head of the page says already that a server does not answer.
  const isTold = useLiveState() === "broken";
  const words =
    refusal !== undefined
      ? `${refusal.title}; trying again …`
      : isSilent && !isTold
        ? "The server does not answer; trying again …"
        : "";
  const [settled] = useDebouncedValue(words, MOMENT_MS);
  // A database that is away is no matter of a moment.
  const isNews = refusal?.slug === "database-away";
  const notice = words === "" || isNews ? words : settled;
  return <div role="status">{notice !== "" && <p className={classes["notice"]}>{notice}</p>}</div>;
}

/** Why a question or a change is being tried again, if after a failure of this kind. */
function useWaitedFor(isKind: (status: number) => boolean): Problem | undefined {
  const client = useQueryClient();
  const isMeant = (error: unknown): error is Problem =>
    error instanceof Problem && isPassing(error) && isKind(error.status);
  useIsFetching({ predicate: ({ state }) => isMeant(state.fetchFailureReason) });
  useIsMutating({ predicate: ({ state }) => isMeant(state.failureReason) });
  const asked = client.getQueryCache().findAll({ fetchStatus: "fetching" });
  const changes = client.getMutationCache().findAll({ status: "pending" });
  return [
    ...asked.map(({ state }) => state.fetchFailureReason),
    ...changes.map(({ state }) => state.failureReason),
  ].find(isMeant);
}
