import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/launch")({ component: LaunchRoute });

function LaunchRoute() {
  return <Page title="New runs">{null}</Page>;
}
