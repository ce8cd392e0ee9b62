import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sentenceOf } from "@/client/problem";
import { Page } from "@/shared/page/page";
import { useSignOut } from "@/shared/queries/session-query";
import { Failed, Loading } from "@/shared/page/page-states";

import { sessionsQuery, useRevokeOthers, useRevokeSession } from "./api";
import { SessionsTable } from "./sessions-table";

/** Which browsers are signed in, and how to sign them out. */
export function SessionsPage() {
  const sessions = useQuery(sessionsQuery());
  const signOut = useSignOut();
  const revoke = useRevokeSession();
  const revokeOthers = useRevokeOthers();
  const refused = signOut.error ?? revoke.error ?? revokeOthers.error;
  const others = sessions.data?.filter((session) => !session.is_current).length ?? 0;
  return (
    <Page
      title="Signed-in browsers"
      help="sessions"
      subtitle="Anyone who uses one of these can do everything that you can."
      actions={
        <Button
          disabled={others === 0}
          loading={revokeOthers.isPending}
          onClick={() => {
            revokeOthers.mutate();
          }}
        >
          Sign out everywhere else
        </Button>
      }
    >
      {refused !== null && (
        <p role="alert" style={{ color: "var(--danger)" }}>
          {sentenceOf(refused).title}. {sentenceOf(refused).detail}
        </p>
      )}
      {sessions.data !== undefined && (
        <SessionsTable
          sessions={sessions.data}
          onSignOut={(session) => {
            if (session.is_current) signOut.mutate();
            else revoke.mutate(session.id);
          }}
        />
      )}
      {sessions.isPending && <Loading what="the signed-in browsers" />}
      {sessions.data === undefined && sessions.error !== null && (
        <Failed error={sessions.error} retry={sessions.refetch} />
      )}
      <p className="note">
        To sign another browser in, run <code>branchpoint open</code> on the machine of the server.
      </p>
    </Page>
  );
}
