import { createFileRoute } from "@tanstack/react-router";

import {
  type ComparisonSearch,
  type ComparisonView as View,
  namesAny,
  readComparison,
  writeComparison,
} from "@/features/compare/address";
import { RunPicker } from "@/features/compare/run-picker";
import { SavedComparisons } from "@/features/compare/saved-comparisons";
import { askForComparison } from "@/routes/-ask-ahead";
import { ComparisonView } from "@/routes/-comparison-view";
import { stringifySearch } from "@/shared/address/search-text";
import { Page } from "@/shared/page/page";
import { Empty } from "@/shared/page/page-states";

export const Route = createFileRoute("/_app/compare")({
  validateSearch: (search): ComparisonSearch => writeComparison(readComparison(search)),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    askForComparison(context.queryClient, readComparison({ ...deps }));
  },
  component: CompareRoute,
});

function CompareRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const view = readComparison({ ...search });
  const change = (next: Partial<View>) => {
    void navigate({
      search: (now) => writeComparison({ ...readComparison({ ...now }), ...next }),
      replace: true,
      resetScroll: false,
    });
  };
  if (!namesAny(view)) {
    return (
      <Page title="Compare runs">
        <Empty title="Which runs?">
          Choose two runs or more, or all runs of an experiment. Runs of a group become one line,
          and their seeds give its interval.
        </Empty>
        <p>
          <SavedComparisons view={view} onChange={change} />
        </p>
        <RunPicker
          variant="filled"
          chosen={[]}
          onChange={(runs) => {
            change({ runs });
          }}
          onExperiment={(experiment) => {
            change({ experiment });
          }}
          onFilter={(filter) => {
            change({ filter });
          }}
        />
      </Page>
    );
  }
  return (
    <ComparisonView
      view={view}
      onChange={change}
      address={stringifySearch({ ...search }).slice(1)}
      isOwner
    />
  );
}
