import { createFileRoute } from "@tanstack/react-router";

import { ExperimentsPage } from "@/features/experiments/experiments-page";
import { ShareButton } from "@/features/share/share-button";

export const Route = createFileRoute("/_app/")({ component: ExperimentsRoute });

function ExperimentsRoute() {
  return (
    <ExperimentsPage
      share={({ id, name }) => (
        <ShareButton target={{ kind: "experiment", id, title: name, view: "" }} size="compact-sm" />
      )}
    />
  );
}
