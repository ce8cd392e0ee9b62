import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/compare")({ component: CompareRoute });

function CompareRoute() {
  return <Page title="Compare">{null}</Page>;
}
