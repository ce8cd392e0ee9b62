import { Button, Group, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { addressToSend } from "@/client/transport";
import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";
import { Age } from "@/shared/words/age";

import { type Invitation, type Role, ROLES, accountsQuery, useInvite, useTakeBack } from "./api";
import { AccountsTable } from "./accounts-table";
import { Refused } from "./refused";
import { ShownOnce } from "./shown-once";

/** Who may sign in, as what, and who is invited. For administrators. */
export function AccountsPage() {
  const accounts = useQuery(accountsQuery());
  return (
    <Page title="Accounts" help="accounts" subtitle="Everybody who may sign in to this server.">
      {accounts.isPending && <Loading what="the accounts" />}
      {accounts.error !== null && <Failed error={accounts.error} retry={accounts.refetch} />}
      {accounts.data !== undefined && (
        <Stack gap="xl">
          <AccountsTable accounts={accounts.data.items} />
          <Invite />
          <Open invitations={accounts.data.invitations} />
        </Stack>
      )}
    </Page>
  );
}

function Invite() {
  const invite = useInvite();
  const [role, setRole] = useState<Role>("editor");
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">Invite somebody</h2>
      <Stack gap="md" mt="sm">
        <Group align="end" gap="sm">
          <Select
            label="Role"
            w="22rem"
            maw="100%"
            allowDeselect={false}
            data={[...ROLES]}
            value={role}
            onChange={(chosen) => {
              setRole(ROLES.find(({ value }) => value === chosen)?.value ?? role);
            }}
          />
          <Button
            loading={invite.isPending}
            onClick={() => {
              invite.mutate({ role, days: 7 });
            }}
          >
            Make a link
          </Button>
        </Group>
        <Refused error={invite.error} />
        {invite.data !== undefined && (
          <ShownOnce
            label={`Makes one ${invite.data.role}'s account, within seven days`}
            secret={addressToSend(invite.data.url)}
          />
        )}
      </Stack>
    </section>
  );
}

function Open({ invitations }: { invitations: readonly Invitation[] }) {
  const takeBack = useTakeBack();
  if (invitations.length === 0) return null;
  return (
    <section aria-labelledby="open-invitations">
      <h2 id="open-invitations">Open invitations</h2>
      <table className="figures" style={{ maxWidth: "40rem" }}>
        <thead>
          <tr>
            <th scope="col">for</th>
            <th scope="col" className="number">
              made
            </th>
            <th scope="col">
              <span className="hidden">take back</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((each) => (
            <tr key={each.id}>
              <td>
                {each.login === null ? `a new ${each.role}` : `a new password of ${each.login}`}
              </td>
              <td className="number">
                <Age at={each.created_at} ago />
              </td>
              <td className="number">
                <Button
                  size="compact-sm"
                  aria-label={`Take back the invitation of ${each.login ?? `a new ${each.role}`}`}
                  onClick={() => {
                    takeBack.mutate(each.id);
                  }}
                >
                  Take back
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
