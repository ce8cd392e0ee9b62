import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/runs/")({ component: RunsRoute });

function RunsRoute() {
  return <Page title="Runs">{null}</Page>;
}
