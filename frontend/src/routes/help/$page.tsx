import { createFileRoute } from "@tanstack/react-router";

import { readGuideSearch } from "@/features/guide/address";
import { GuidePage } from "@/features/guide/guide-page";

export const Route = createFileRoute("/help/$page")({
  validateSearch: readGuideSearch,
  component: PageRoute,
});

function PageRoute() {
  const { page } = Route.useParams();
  const { q = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <GuidePage
      key={page}
      page={page}
      words={q}
      onWords={(words) => {
        void navigate({
          search: readGuideSearch({ q: words }),
          hash: true,
          replace: true,
          resetScroll: false,
        });
      }}
    />
  );
}
