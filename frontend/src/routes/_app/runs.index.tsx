import { Button } from "@mantine/core";
import { createFileRoute, Link } from "@tanstack/react-router";

import { readRunsView, type RunsSearch, writeRunsView } from "@/features/runs/address";
import { RunsBrowser } from "@/features/runs/runs-browser";
import { askForRuns } from "@/routes/-ask-ahead";
import { Page } from "@/shared/page/page";

export const Route = createFileRoute("/_app/runs/")({
  validateSearch: (search): RunsSearch => writeRunsView(readRunsView(search)),
  loader: ({ context, location }) => {
    askForRuns(context.queryClient, readRunsView({ ...location.search }));
  },
  component: RunsRoute,
});

function RunsRoute() {
  const view = readRunsView({ ...Route.useSearch() });
  const navigate = Route.useNavigate();
  return (
    <Page
      title="Runs"
      help="runs"
      actions={
        <Button variant="filled" renderRoot={(props) => <Link {...props} to="/launch" />}>
          New runs
        </Button>
      }
    >
      <RunsBrowser
        view={view}
        onView={(next) => {
          void navigate({ search: writeRunsView(next), replace: true });
        }}
        experiment={null}
        empty={
          <>
            Runs appear here as soon as they are launched. <Link to="/launch">Launch some</Link>, or
            begin with <Link to="/">the example</Link>.
          </>
        }
      />
    </Page>
  );
}
