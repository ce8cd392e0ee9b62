import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { stopIndex } from "@/shared/figure-controls/training-steps";

import { overHorizonFigureQuery } from "./api";

/** How far ahead figures are asked for, and how far behind: a step of the slider then waits for nothing. */
const AHEAD = 3;
const BEHIND = 1;

type Asked = Parameters<typeof overHorizonFigureQuery>;

/** Asks for the figures of the evaluations beside the one that is shown, once it is there. */
export function useNeighbours(
  shown: Pick<UseQueryResult, "isSuccess" | "isPlaceholderData">,
  steps: readonly number[],
  [request, kind, look]: readonly [...Asked],
): void {
  const client = useQueryClient();
  const { step } = request;
  // Who follows the latest evaluation has not begun to move along them.
  const isShown = shown.isSuccess && !shown.isPlaceholderData;
  const wanted = isShown && kind !== undefined && step !== undefined;
  const ask = useEffectEvent(() => {
    for (const next of neighbours(steps, step)) {
      const ahead = overHorizonFigureQuery({ ...request, step: next }, kind, look);
      // What fails here is asked again, and said, when it is looked at.
      client.query(ahead).catch(() => undefined);
    }
  });
  useEffect(() => {
    if (wanted) ask();
  }, [wanted, step]);
}

/** The stops beside a step, nearest first; the last one is what undefined follows. */
export function neighbours(
  steps: readonly number[],
  step: number | undefined,
): (number | undefined)[] {
  const at = stopIndex(steps, step);
  const places = [
    ...Array.from({ length: AHEAD }, (_, more) => at + 1 + more),
    ...Array.from({ length: BEHIND }, (_, less) => at - 1 - less),
  ];
  const last = steps.length - 1;
  return places
    .filter((place) => place >= 0 && place <= last)
    .map((place) => (place === last ? undefined : steps[place]));
}
