import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { type Run, useCancelRuns, useDeleteRuns, useRelaunchRuns } from "./api";
import classes from "./selection-bar.module.css";
import { TagRuns } from "./tag-runs";

interface SelectionBarProps {
  chosen: readonly Run[];
  onClear: () => void;
}

/** What can be done with the chosen runs. Stays in sight while scrolling. */
export function SelectionBar({ chosen, onClear }: SelectionBarProps) {
  const cancel = useCancelRuns();
  const remove = useDeleteRuns();
  const relaunch = useRelaunchRuns();
  const ids = chosen.map(({ id }) => id);
  const [only] = chosen.length === 1 ? chosen : [];
  const active = chosen.filter(({ status }) => status === "queued" || status === "running");
  return (
    <div role="region" aria-label="Chosen runs" className={classes.bar}>
      <span aria-live="polite">
        {chosen.length} {chosen.length === 1 ? "run" : "runs"} chosen
      </span>
      <div className={classes.actions}>
        <Button
          variant="filled"
          renderRoot={(props) => <Link {...props} to="/compare" search={{ runs: ids.join(",") }} />}
        >
          Compare
        </Button>
        {only !== undefined && (
          <Button
            renderRoot={(props) => <Link {...props} to="/launch" search={{ from: only.id }} />}
          >
            Start from this run
          </Button>
        )}
        <Button
          loading={relaunch.isPending}
          onClick={() => {
            relaunch.mutate(ids);
            onClear();
          }}
        >
          Relaunch
        </Button>
        <TagRuns chosen={chosen} />
        {active.length > 0 && (
          <Button
            loading={cancel.isPending}
            onClick={() => {
              cancel.mutate(active.map(({ id }) => id));
            }}
          >
            Cancel {active.length}
          </Button>
        )}
        <Button
          loading={remove.isPending}
          onClick={() => {
            remove.mutate(ids);
            onClear();
          }}
        >
          Delete
        </Button>
        <button type="button" className="link" onClick={onClear}>
          Clear
        </button>
      </div>
    </div>
  );
}
