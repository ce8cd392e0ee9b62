import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/experiments/$experimentId")({
  component: ExperimentRoute,
});

function ExperimentRoute() {
  return <Page title="Experiment">{null}</Page>;
}
