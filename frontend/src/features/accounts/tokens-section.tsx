import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Failed, Loading } from "@/shared/page/page-states";
import { Age } from "@/shared/words/age";

import { type Role, ROLES, type Token, tokensQuery, useCreateToken, useEndToken } from "./api";
import { Refused, refusedField } from "./refused";
import { ShownOnce } from "./shown-once";

/** Tokens that scripts sign in with: made, shown once, and ended. */
export function TokensSection({ most }: { most: Role }) {
  const tokens = useQuery(tokensQuery());
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <Stack gap="md" mt="sm">
        {tokens.isPending && <Loading what="the tokens" />}
        {tokens.error !== null && <Failed error={tokens.error} retry={tokens.refetch} />}
        {tokens.data?.length === 0 && <p className="note">There are none.</p>}
        {tokens.data !== undefined && tokens.data.length > 0 && <Table tokens={tokens.data} />}
        <NewToken most={most} />
      </Stack>
    </section>
  );
}

function NewToken({ most }: { most: Role }) {
  const create = useCreateToken();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Role>("viewer");
  const may = ROLES.slice(0, ROLES.findIndex(({ value }) => value === most) + 1);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { name, scope, days: 90 },
          {
            onSuccess: () => {
              setName("");
            },
          },
        );
      }}
    >
      <Stack gap="md">
        <Group align="end" gap="sm">
          <TextInput
            label="Name"
            placeholder="nightly script"
            required
            withAsterisk={false}
            value={name}
            error={refusedField(create.error, "name")}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Select
            label="Acts as"
            w="22rem"
            maw="100%"
            allowDeselect={false}
            data={may}
            value={scope}
            onChange={(chosen) => {
              setScope(ROLES.find(({ value }) => value === chosen)?.value ?? scope);
            }}
          />
          <Button type="submit" loading={create.isPending}>
            Make a token
          </Button>
        </Group>
        <Refused error={create.error} />
        {create.data !== undefined && (
          <ShownOnce label={`${create.data.name}, good for 90 days`} secret={create.data.token} />
        )}
      </Stack>
    </form>
  );
}

function Table({ tokens }: { tokens: readonly Token[] }) {
  const end = useEndToken();
  return (
    <table className="figures" style={{ maxWidth: "44rem" }}>
      <thead>
        <tr>
          <th scope="col">name</th>
          <th scope="col">acts as</th>
          <th scope="col" className="number">
            made
          </th>
          <th scope="col">
            <span className="hidden">end</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td>{token.name}</td>
            <td>{token.scope}</td>
            <td className="number">
              <Age at={token.created_at} ago />
            </td>
            <td className="number">
              <Button
                size="compact-sm"
                aria-label={`End ${token.name}`}
                onClick={() => {
                  end.mutate(token.id);
                }}
              >
                End
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
