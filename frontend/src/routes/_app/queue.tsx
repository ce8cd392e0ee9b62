import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

export const Route = createFileRoute("/_app/queue")({ component: QueueRoute });

function QueueRoute() {
  return <Page title="Queue">{null}</Page>;
}
