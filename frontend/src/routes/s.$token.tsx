import { createFileRoute } from "@tanstack/react-router";

import { Page } from "@/shared/page";

// Outside the shell: a reader of a share link sees what was shared and nothing else.
export const Route = createFileRoute("/s/$token")({ component: ShareRoute });

function ShareRoute() {
  return <Page title="Shared">{null}</Page>;
}
