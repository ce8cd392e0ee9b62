import { QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { type Schema, setShareToken } from "@/client/client";
import { answerFromServer, publication } from "@/client/transport";
import { readSharedSearch, type SharedSearch } from "@/features/share/address";
import { sharedQuery, useCountView } from "@/features/share/api";
import { frozenQuery } from "@/features/share/frozen";
import { goneFrom } from "@/features/share/gone-link";
import { SharedFrame } from "@/features/share/shared-frame";
import { SharedView } from "@/routes/-shared-view";
import { startLive, useLiveState } from "@/shared/live/live-updates";
import { Page } from "@/shared/page/page";
import { createQueryClient } from "@/shared/requests/query-client";
import { Failed, Loading } from "@/shared/page/page-states";

/** The token of a published page, which has no link. */
const PUBLISHED = "published";

// Outside the shell: a reader of a share link sees what was shared and nothing else.
export const Route = createFileRoute("/s/$token")({
  validateSearch: (search): SharedSearch => readSharedSearch(search),
  beforeLoad: ({ params }) => {
    setShareToken(params.token);
  },
  onLeave: ({ params }) => {
    setShareToken(null);
    if (params.token !== PUBLISHED) answerFromServer();
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
  // What was published stays as it is: there is nothing to follow. What is frozen may be revoked.
  const isServed = publication() === null || shared.data?.frozen != null;
  const opens = shared.data !== undefined && gone === undefined && isServed;
  const { mutate: countView } = useCountView();
  useEffect(() => {
    if (!opens) return undefined;
    countView();
    return startLive(queryClient);
  }, [opens, queryClient, countView]);

  if (gone !== undefined) {
    return (
      <SharedFrame>
        <Page title={gone.title}>
          <p className="reading">{gone.detail}</p>
        </Page>
      </SharedFrame>
    );
  }
  if (shared.data === undefined) {
    return (
      <SharedFrame>
        <Page title="Shared" isLoading={!shared.isError}>
          {shared.isError ? (
            <Failed error={shared.error} retry={shared.refetch} />
          ) : (
            <Loading what="what was shared" />
          )}
        </Page>
      </SharedFrame>
    );
  }
  if (shared.data.frozen !== null) return <FrozenView token={token} shared={shared.data} />;
  return (
    <SharedFrame token={token} shared={shared.data}>
      <SharedView token={token} shared={shared.data} />
    </SharedFrame>
  );
}

interface FrozenProps {
  token: string;
  shared: Schema<"Shared">;
}

/** What a frozen link shows, once all of it was read. */
function FrozenView({ token, shared }: FrozenProps) {
  const state = shared.frozen?.state;
  const facts = useQuery({ ...frozenQuery(token), enabled: state === "done" });
  if (facts.data !== undefined) {
    return (
      <SharedFrame token={token} shared={shared}>
        <SharedView token={token} shared={shared} />
      </SharedFrame>
    );
  }
  const failed = facts.isError ? (
    <Failed error={facts.error} retry={facts.refetch} />
  ) : (
    <NotKept problem={shared.frozen?.problem ?? ""} />
  );
  const isComing = !facts.isError && state !== "failed";
  return (
    <SharedFrame>
      <Page title={shared.title === "" ? "Shared with you" : shared.title} isLoading={isComing}>
        {isComing ? <Loading what="the page as it was" /> : failed}
      </Page>
    </SharedFrame>
  );
}

function NotKept({ problem }: { problem: string }) {
  return (
    <p className="reading">
      What this link shows could not be kept. {problem} Ask whoever sent it for a new one.
    </p>
  );
}
