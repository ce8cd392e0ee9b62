import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/")({ component: ExperimentsRoute });

function ExperimentsRoute() {
  return <Page title="Experiments">{null}</Page>;
}
