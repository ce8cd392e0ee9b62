import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Problem } from "@/client/problem";
import { Failed } from "@/shared/page/page-states";

import type { ComparisonView } from "./address";
import { comparedRunsQuery } from "./api";

interface RefusedProps {
  error: Error;
  retry: () => unknown;
  /** The runs that the address names. */
  runs: readonly string[];
  onChange: (change: Partial<Pick<ComparisonView, "runs" | "groupBy">>) => void;
}

function refusesGrouping(error: Error): boolean {
  return error instanceof Problem && error.fields.some(({ field }) => field === "group_by");
}

/** A comparison that the server refused, with the way on: without what it refused. */
export function Refused({ error, retry, runs, onChange }: RefusedProps) {
  const isGone = error instanceof Problem && (error.status === 404 || error.status === 410);
  const left = useQuery({ ...comparedRunsQuery(runs), enabled: isGone && runs.length > 0 }).data;
  const some = left !== undefined && left.length > 0 && left.length < runs.length;
  return (
    <>
      <Failed error={error} retry={retry} />
      {refusesGrouping(error) && (
        <Button
          variant="filled"
          onClick={() => {
            onChange({ groupBy: undefined });
          }}
        >
          Group by what differs
        </Button>
      )}
      {some && (
        <Button
          variant="filled"
          onClick={() => {
            onChange({ runs: left.map(({ id }) => id) });
          }}
        >
          Go on with the {left.length === 1 ? "one that is" : `${left.length} that are`} left
        </Button>
      )}
    </>
  );
}
