import { useQuery } from "@tanstack/react-query";
import { createFileRoute, redirect } from "@tanstack/react-router";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { catalogQuery } from "@/features/launch/api";
import {
  type Draft,
  draftFromSearch,
  EMPTY_DRAFT,
  searchFromDraft,
} from "@/features/launch/draft/draft";
import { keepDraft, keptDraft } from "@/features/launch/draft/kept-draft";
import { LaunchPage } from "@/features/launch/launch-page";
import { leaveText } from "@/features/launch/yaml/use-launch-text";
import { keepOwnRuns } from "@/features/launch/summary/own-runs";
import { BadPresets } from "@/features/presets/bad-presets";
import { DeletePreset } from "@/features/presets/delete-preset";
import { SavePreset } from "@/features/presets/save-preset";
import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";
import { sentSpec } from "@/shared/address/sent-spec";

export const Route = createFileRoute("/_app/launch")({
  validateSearch: (search): Record<string, unknown> => searchFromDraft(draftFromSearch(search)),
  beforeLoad: ({ search, location }) => {
    const sent = sentSpec(location.hash);
    if (sent !== null) {
      const draft: Draft = { ...EMPTY_DRAFT, view: "yaml" };
      leaveText(draft, sent);
      throw redirect({ to: "/launch", search: searchFromDraft(draft), hash: "", replace: true });
    }
    // Who comes back by the menu finds what was left; an address that says something stands.
    const kept = Object.keys(search).length === 0 ? keptDraft() : null;
    if (kept !== null)
      throw redirect({ to: "/launch", search: searchFromDraft(kept), replace: true });
  },
  component: LaunchRoute,
});

function LaunchRoute() {
  const search = Route.useSearch();
  // Navigation takes a moment; a value typed meanwhile must not be laid over an older draft.
  const [draft, setDraft] = useState(() => draftFromSearch(search));
  const navigate = Route.useNavigate();
  const catalog = useQuery(catalogQuery());
  const write = (next: Draft) => {
    setDraft(next);
    keepDraft(next);
    void navigate({ search: searchFromDraft(next), replace: true, resetScroll: false });
  };
  const show = ({ experiment, runs }: Schema<"Launched">) => {
    keepDraft(EMPTY_DRAFT);
    keepOwnRuns(
      experiment.id,
      runs.map(({ id }) => id),
    );
    const [only] = runs;
    if (runs.length === 1 && only !== undefined)
      void navigate({ to: "/runs/$runId", params: { runId: only.id }, search: {} });
    else
      void navigate({
        to: "/experiments/$experimentId",
        params: { experimentId: experiment.id },
        search: {},
      });
  };
  return (
    <Page title="New runs" help="launch">
      {catalog.data === undefined ? (
        catalog.isError ? (
          <Failed error={catalog.error} retry={catalog.refetch} />
        ) : (
          <Loading what="the form" />
        )
      ) : (
        <LaunchPage
          catalog={catalog.data}
          draft={draft}
          onDraft={write}
          onLaunched={show}
          presetControls={({ spec, preset, name }) => (
            <>
              <SavePreset size="compact-sm" spec={spec} suggestion={name} />
              {preset?.own === true && (
                <DeletePreset
                  name={preset.name}
                  onDeleted={() => {
                    write({ ...draft, preset: EMPTY_DRAFT.preset, set: {} });
                  }}
                />
              )}
              <BadPresets files={catalog.data.bad_presets} />
            </>
          )}
        />
      )}
    </Page>
  );
}
