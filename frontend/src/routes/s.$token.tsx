import { QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { setShareToken } from "@/client/client";
import { publication } from "@/client/transport";
import { readSharedSearch, type SharedSearch } from "@/features/share/address";
import { sharedQuery } from "@/features/share/api";
import { goneFrom } from "@/features/share/gone-link";
import { SharedFrame } from "@/features/share/shared-frame";
import { SharedView } from "@/routes/-shared-view";
import { startLive, useLiveState } from "@/shared/live/live-updates";
import { Page } from "@/shared/page/page";
import { createQueryClient } from "@/shared/requests/query-client";
import { Failed, Loading } from "@/shared/page/page-states";

// Outside the shell: a reader of a share link sees what was shared and nothing else.
export const Route = createFileRoute("/s/$token")({
  validateSearch: (search): SharedSearch => readSharedSearch(search),
  beforeLoad: ({ params }) => {
    setShareToken(params.token);
  },
  onLeave: () => {
    setShareToken(null);
  },
  component: ShareRoute,
});

function ShareRoute() {
  const { token } = Route.useParams();
  // A cache of its own: what the owner of this browser knows is not shown to the link's reader.
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <Shared key={token} token={token} />
    </QueryClientProvider>
  );
}

function Shared({ token }: { token: string }) {
  const queryClient = useQueryClient();
  const shared = useQuery(sharedQuery(token, useLiveState()));
  const gone = shared.isError ? goneFrom(shared.error) : undefined;
  // What was published stays as it is: there is nothing to follow.
  const opens = shared.data !== undefined && gone === undefined && publication() === null;
  useEffect(() => (opens ? startLive(queryClient) : undefined), [opens, queryClient]);

  if (gone !== undefined) {
    return (
      <SharedFrame>
        <Page title={gone.title}>
          <p className="reading">{gone.detail}</p>
        </Page>
      </SharedFrame>
    );
  }
  return (
    <SharedFrame>
      {shared.data === undefined ? (
        <Page title="Shared" isLoading={!shared.isError}>
          {shared.isError ? (
            <Failed error={shared.error} retry={shared.refetch} />
          ) : (
            <Loading what="what was shared" />
          )}
        </Page>
      ) : (
        <SharedView token={token} shared={shared.data} />
      )}
    </SharedFrame>
  );
}
