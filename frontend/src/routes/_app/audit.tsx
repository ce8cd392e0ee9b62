import { createFileRoute } from "@tanstack/react-router";

import { AuditPage } from "@/features/audit/audit-page";
import { type AuditSearch, auditSearch } from "@/features/audit/audit-search";

export const Route = createFileRoute("/_app/audit")({
  validateSearch: (search): AuditSearch => auditSearch(search),
  component: AuditRoute,
});

function AuditRoute() {
  const navigate = Route.useNavigate();
  return (
    <AuditPage
      search={Route.useSearch()}
      onSearch={(search) => void navigate({ search, replace: true })}
    />
  );
}
