import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";

import { readRunView, type RunSearch, writeRunView } from "@/features/run/address";
import { runQuery } from "@/features/run/api";
import { askForRun } from "@/routes/-ask-ahead";
import { RunView } from "@/routes/-run-view";
import { stringifySearch } from "@/shared/address/search-text";
import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";

export const Route = createFileRoute("/_app/runs/$runId")({
  validateSearch: (search): RunSearch => writeRunView(readRunView(search)),
  loader: ({ context, params }) => {
    askForRun(context.queryClient, params.runId);
  },
  component: RunRoute,
});

function RunRoute() {
  const { runId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const run = useQuery(runQuery(runId));
  if (run.data === undefined) {
    return (
      <Page title="Run" isLoading={!run.isError}>
        {run.isError ? (
          <Failed error={run.error} retry={run.refetch} />
        ) : (
          <Loading what="the run" />
        )}
      </Page>
    );
  }
  const view = readRunView({ ...search });
  return (
    <RunView
      key={runId}
      run={run.data}
      view={view}
      onChange={(change) => {
        void navigate({
          search: (now) => writeRunView({ ...readRunView({ ...now }), ...change }),
          replace: true,
          resetScroll: false,
        });
      }}
      address={stringifySearch({ ...search }).slice(1)}
      isOwner
    />
  );
}
