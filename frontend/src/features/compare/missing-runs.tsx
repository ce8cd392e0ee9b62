import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Problem } from "@/client/problem";
import { Failed } from "@/shared/states";

import { comparedRunsQuery } from "./api";

interface MissingRunsProps {
  error: Error;
  retry: () => unknown;
  /** The runs that the address names. */
  runs: readonly string[];
  onChange: (runs: readonly string[]) => void;
}

/** A comparison that the server refused; where runs are gone, the way on with those that are left. */
export function MissingRuns({ error, retry, runs, onChange }: MissingRunsProps) {
  const isGone = error instanceof Problem && (error.status === 404 || error.status === 410);
  const left = useQuery({ ...comparedRunsQuery(runs), enabled: isGone && runs.length > 0 }).data;
  const some = left !== undefined && left.length > 0 && left.length < runs.length;
  return (
    <>
      <Failed error={error} retry={retry} />
      {some && (
        <Button
          variant="filled"
          onClick={() => {
            onChange(left.map(({ id }) => id));
          }}
        >
          Go on with the {left.length === 1 ? "one that is" : `${left.length} that are`} left
        </Button>
      )}
    </>
  );
}
