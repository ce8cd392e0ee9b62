/** Moves along the evaluations of a training: the stops of the training-time slider. */

/** The stop in force: the wanted one, else the nearest before it, else the first; undefined is the latest. */
export function stopAt(steps: readonly number[], wanted: number | undefined): number | undefined {
  if (wanted === undefined) return steps.at(-1);
  return steps.findLast((step) => step <= wanted) ?? steps[0];
}

/** The index of the stop in force; -1 when there is none. */
export function stopIndex(steps: readonly number[], wanted: number | undefined): number {
  const stop = stopAt(steps, wanted);
  return stop === undefined ? -1 : steps.indexOf(stop);
}

/** What to store for the stop at an index: the last one means "follow the latest", which is undefined. */
export function wantedAt(steps: readonly number[], index: number): number | undefined {
  if (index >= steps.length - 1) return undefined;
  return steps[Math.max(0, index)];
}

/** The next stop while playing, from the beginning again after the last; done says that the last is reached. */
export function playOn(
  steps: readonly number[],
  wanted: number | undefined,
): { wanted: number | undefined; done: boolean } {
  const next = stopIndex(steps, wanted) + 1;
  return { wanted: wantedAt(steps, next), done: next >= steps.length - 1 };
}
