import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import type { Schema } from "@/client/client";
import { publication } from "@/client/transport";
import { readComparison, writeComparison } from "@/features/compare/address";
import { readRunView, writeRunView } from "@/features/run/address";
import { runQuery } from "@/features/run/api";
import { viewSearch } from "@/features/share/address";
import { SharedRuns } from "@/features/share/shared-runs";
import { Page } from "@/shared/page/page";
import { textOf } from "@/shared/address/search-values";
import { Empty, Failed, Loading } from "@/shared/page/page-states";

import { ComparisonView } from "./-comparison-view";
import { RunView } from "./-run-view";

interface SharedProps {
  token: string;
  shared: Schema<"Shared">;
}

/** What a link opens: an experiment, a run of it, a run, or a comparison. */
export function SharedView({ token, shared }: SharedProps) {
  const chosen = textOf(useSearch({ from: "/s/$token" })["run"]);
  if (shared.kind === "run") {
    return <SharedRun token={token} shared={shared} runId={shared.target_id ?? ""} />;
  }
  if (chosen !== undefined && shared.run_ids.includes(chosen)) {
    return (
      <>
        <p style={{ margin: "1rem 2.25rem 0" }}>
          <Link to="/s/$token" params={{ token }} search={{}}>
            {shared.title === "" ? "All shared runs" : shared.title}
          </Link>
        </p>
        <SharedRun token={token} shared={shared} runId={chosen} />
      </>
    );
  }
  return <SharedComparison token={token} shared={shared} />;
}

/** The search of the view in force, and how to change it. It says that it was changed: empty is what was shared. */
function useSharedView(shared: Schema<"Shared">) {
  const own = useSearch({ from: "/s/$token" });
  const navigate = useNavigate({ from: "/s/$token" });
  const change = (search: Record<string, unknown>) => {
    const kept = own["run"] === undefined ? {} : { run: own["run"] };
    void navigate({
      search: { ...kept, ...search, changed: true },
      replace: true,
      resetScroll: false,
    });
  };
  return { search: viewSearch(shared.view, own), change };
}

/** An address has no room for the names of more. */
const MOST_NAMED = 500;
/** All runs pass it; of a link's reader, all that the link shows. */
const EVERY_RUN = "archived == true or archived == false";

/** How the runs of a link are named. What was kept is found by the names of its runs. */
function namedByLink({ run_ids: runs, frozen }: Schema<"Shared">) {
  const isKept = frozen !== null || publication() !== null;
  return runs.length <= MOST_NAMED || isKept
    ? { runs, filter: undefined }
    : { runs: [], filter: EVERY_RUN };
}

function SharedComparison({ token, shared }: SharedProps) {
  const { search, change } = useSharedView(shared);
  const view = {
    ...readComparison(search),
    ...namedByLink(shared),
    experiment: undefined,
    title: shared.title === "" ? undefined : shared.title,
  };
  if (shared.run_ids.length === 0) {
    return (
      <Page title={shared.title === "" ? "Shared with you" : shared.title}>
        <Empty title="No runs yet">They appear here by themselves when they are launched.</Empty>
      </Page>
    );
  }
  return (
    <ComparisonView
      view={view}
      onChange={(next) => {
        // The link decides the runs and the title, so the address does not say them.
        const linked = { runs: [], filter: undefined, title: undefined };
        const own = writeComparison({ ...view, ...next, ...linked });
        change({ ...own });
      }}
      address=""
      isOwner={false}
    >
      {shared.kind === "experiment" && <SharedRuns token={token} ids={shared.run_ids} />}
    </ComparisonView>
  );
}

function SharedRun({ shared, runId }: SharedProps & { runId: string }) {
  const run = useQuery(runQuery(runId));
  const { search, change } = useSharedView(shared);
  const view = readRunView(search);
  if (run.data === undefined) {
    return (
      <Page title={shared.title === "" ? "Shared with you" : shared.title} isLoading={!run.isError}>
        {run.isError ? (
          <Failed error={run.error} retry={run.refetch} />
        ) : (
          <Loading what="the run" />
        )}
      </Page>
    );
  }
  return (
    <RunView
      run={run.data}
      view={view}
      onChange={(next) => {
        change({ ...writeRunView({ ...view, ...next }) });
      }}
      address=""
      isOwner={false}
    />
  );
}
