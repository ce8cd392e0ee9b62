import { Button, Group, Select, Stack } from "@mantine/core";

import { addressToSend } from "@/client/transport";

import { type Account, ROLES, useChangeAccount, useReset } from "./api";
import { Refused } from "./refused";
import { ShownOnce } from "./shown-once";

const NAMES = ROLES.map(({ value }) => value);

/** The accounts, each with its role, a way back in, and a way out. */
export function AccountsTable({ accounts }: { accounts: readonly Account[] }) {
  const change = useChangeAccount();
  const reset = useReset();
  const whose = accounts.find(({ id }) => id === reset.variables)?.name;
  return (
    <Stack gap="md">
      <Refused error={change.error ?? reset.error} />
      <div style={{ overflowX: "auto" }}>
        <table className="figures" style={{ maxWidth: "56rem" }}>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">login</th>
              <th scope="col">role</th>
              <th scope="col">
                <span className="hidden">password and access</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.id}>
                <td>
                  {account.name}
                  {account.disabled_at !== null && <span className="soft"> (disabled)</span>}
                </td>
                <td>{account.login}</td>
                <td>
                  <Select
                    size="xs"
                    w="7rem"
                    aria-label={`Role of ${account.name}`}
                    allowDeselect={false}
                    data={NAMES}
                    value={account.role}
                    onChange={(chosen) => {
                      const role = NAMES.find((name) => name === chosen);
                      if (role !== undefined) change.mutate({ id: account.id, role });
                    }}
                  />
                </td>
                <td>
                  <Group gap="xs" wrap="nowrap" justify="end">
                    <Button
                      size="compact-sm"
                      disabled={account.disabled_at !== null}
                      aria-label={`New password for ${account.name}`}
                      onClick={() => {
                        reset.mutate(account.id);
                      }}
                    >
                      New password
                    </Button>
                    <Button
                      size="compact-sm"
                      aria-label={`${account.disabled_at === null ? "Disable" : "Enable"} ${account.name}`}
                      onClick={() => {
                        change.mutate({ id: account.id, disabled: account.disabled_at === null });
                      }}
                    >
                      {account.disabled_at === null ? "Disable" : "Enable"}
                    </Button>
                  </Group>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reset.data !== undefined && (
        <ShownOnce
          label={`Sets a new password of ${whose ?? "the account"}, once, within two days`}
          secret={addressToSend(reset.data.url)}
        />
      )}
    </Stack>
  );
}
