import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call } from "@/client/client";
import type { Comparison } from "@/shared/queries/comparison-query";
import { WholeName } from "@/shared/tables/whole-name";

interface DeletedRunsProps {
  runs: Comparison["deleted"];
  /** False for readers of a link, who can restore nothing. */
  isOwner: boolean;
}

/** Which of the compared runs are deleted, with the way back. Nothing where none is. */
export function DeletedRuns({ runs, isOwner }: DeletedRunsProps) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: (run_id: string) =>
      call(api.POST("/api/v1/runs/{run_id}/restore", { params: { path: { run_id } } })),
    onSuccess: () => client.invalidateQueries(),
  });
  if (runs.length === 0) return null;
  return (
    <section aria-label="Deleted runs" style={{ marginBottom: "1rem" }}>
      <p className="reading" style={{ marginBottom: "0.25rem" }}>
        {runs.length === 1 ? "One of these runs is" : `${runs.length} of these runs are`} deleted
        and still compared here.
      </p>
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {runs.map(({ id, name }) => (
          <li key={id}>
            <WholeName text={name} />{" "}
            {isOwner && (
              <button
                type="button"
                className="link"
                aria-label={`Restore ${name}`}
                disabled={restore.isPending}
                onClick={() => {
                  restore.mutate(id);
                }}
              >
                Restore
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
