import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/runs/$runId")({ component: RunRoute });

function RunRoute() {
  return <Page title="Run">{null}</Page>;
}
