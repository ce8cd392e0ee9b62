import { createFileRoute } from "@tanstack/react-router";

import { readGuideSearch } from "@/features/guide/address";
import { GuidePage } from "@/features/guide/guide-page";
import { INDEX } from "@/shared/guide/library";

export const Route = createFileRoute("/help/")({
  validateSearch: readGuideSearch,
  component: IndexRoute,
});

function IndexRoute() {
  const { q = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <GuidePage
      page={INDEX}
      words={q}
      onWords={(words) => {
        void navigate({ search: readGuideSearch({ q: words }), replace: true, resetScroll: false });
      }}
    />
  );
}
