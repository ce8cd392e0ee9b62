import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { catalogQuery } from "@/shared/queries/catalog-query";
import { useOtherSeeds } from "@/shared/queries/other-seeds";
import { count, counted } from "@/shared/words/numbers";

import { type ChosenRun, useCancelRuns, useChangeRuns, useRelaunchRuns } from "./api";
import classes from "./selection-bar.module.css";
import { MoreSeeds } from "./more-seeds";
import { TagRuns } from "./tag-runs";

interface SelectionBarProps {
  /** `null` while those out of sight are asked for: all that match. */
  chosen: readonly ChosenRun[] | null;
  total: number;
  onClear: () => void;
}

/** What can be done with the chosen runs. Stays in sight while scrolling. */
export function SelectionBar({ chosen, total, onClear }: SelectionBarProps) {
  return (
    <div role="region" aria-label="Chosen runs" className={classes.bar}>
      <span aria-live="polite">{counted(chosen?.length ?? total, "run")} chosen</span>
      <div className={classes.actions}>
        {chosen !== null && <Actions chosen={chosen} onClear={onClear} />}
        <button type="button" className="link" onClick={onClear}>
          Clear
        </button>
      </div>
    </div>
  );
}

function Actions({ chosen, onClear }: { chosen: readonly ChosenRun[]; onClear: () => void }) {
  const cancel = useCancelRuns();
  const change = useChangeRuns();
  const isEach = (is: "is_archived" | "is_pinned") => chosen.every((run) => run[is]);
  const relaunch = useRelaunchRuns();
  const otherSeeds = useOtherSeeds();
  const ids = chosen.map(({ id }) => id);
  const [only] = chosen.length === 1 ? chosen : [];
  const active = chosen.filter(({ status }) => status === "queued" || status === "running");
  return (
    <>
      <Compare ids={ids} />
      {only !== undefined && (
        <>
          <Button
            renderRoot={(props) => <Link {...props} to="/launch" search={{ from: only.id }} />}
          >
            Start from this run
          </Button>
          <Button
            onClick={() => {
              otherSeeds(only.id);
            }}
          >
            Same again, other seeds
          </Button>
        </>
      )}
      {chosen.length > 1 && <MoreSeeds ids={ids} onDone={onClear} />}
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
        onClick={() => {
          const pinned = !isEach("is_pinned");
          const done = pinned ? "pinned" : "no longer pinned";
          change.mutate({ ids, change: { pinned }, done: (runs) => `${runs} ${done}` });
        }}
      >
        {isEach("is_pinned") ? "Unpin" : "Pin"}
      </Button>
      <Button
        onClick={() => {
          const archived = !isEach("is_archived");
          const done = archived ? "archived" : "taken out of the archive";
          change.mutate({ ids, change: { archived }, done: (runs) => `${runs} ${done}` });
          onClear();
        }}
      >
        {isEach("is_archived") ? "Unarchive" : "Archive"}
      </Button>
      <Button
        loading={change.isPending}
        onClick={() => {
          change.mutate({ ids, change: { deleted: true }, done: (runs) => `${runs} deleted` });
          onClear();
        }}
      >
        Delete
      </Button>
    </>
  );
}

/** A comparison holds so many runs; of more the button says why it leads nowhere. */
function Compare({ ids }: { ids: readonly string[] }) {
  const { data: catalog } = useQuery(catalogQuery());
  const most = catalog?.limits.max_runs ?? ids.length;
  if (ids.length > most) {
    return (
      <Button disabled title={`A comparison holds at most ${count(most)} runs`}>
        Compare at most {count(most)}
      </Button>
    );
  }
  return (
    <Button
      variant="filled"
      renderRoot={(props) => <Link {...props} to="/compare" search={{ runs: ids.join(",") }} />}
    >
      Compare
    </Button>
  );
}
