import { createFileRoute, Link } from "@tanstack/react-router";

import { ExperimentPage } from "@/features/experiments/experiment-page";
import { WaitingRuns } from "@/features/launch/summary/waiting-runs";
import { readRunsView, type RunsSearch, writeRunsView } from "@/features/runs/address";
import { RunsBrowser } from "@/features/runs/runs-browser";
import { ShareButton } from "@/features/share/share-button";

export const Route = createFileRoute("/_app/experiments/$experimentId")({
  validateSearch: (search): RunsSearch => writeRunsView(readRunsView(search)),
  component: ExperimentRoute,
});

function ExperimentRoute() {
  const { experimentId } = Route.useParams();
  const view = readRunsView({ ...Route.useSearch() });
  const navigate = Route.useNavigate();
  return (
    <ExperimentPage
      id={experimentId}
      share={({ id, name }) => (
        <ShareButton target={{ kind: "experiment", id, title: name, view: "" }} />
      )}
    >
      {({ name }) => (
        <>
          <WaitingRuns experimentId={experimentId} />
          <RunsBrowser
            view={view}
            onView={(next) => {
              void navigate({ search: writeRunsView(next), replace: true });
            }}
            experiment={experimentId}
            empty={
              <>
                <Link to="/launch" search={{ experiment: name }}>
                  Launch runs
                </Link>{" "}
                into this experiment.
              </>
            }
          />
        </>
      )}
    </ExperimentPage>
  );
}
