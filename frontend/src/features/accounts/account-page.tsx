import { Button, PasswordInput, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Page } from "@/shared/page/page";
import { Age } from "@/shared/words/age";
import { sessionQuery, signInOfferQuery } from "@/shared/queries/session-query";

import { connectionsQuery, useChangePassword, useConnectProvider, useDisconnect } from "./api";
import { Refused, refusedField } from "./refused";
import { TokensSection } from "./tokens-section";

/** One's own password and tokens; tokens alone where there are no accounts. */
export function AccountPage() {
  const { data: session } = useQuery(sessionQuery());
  const name = session?.account ?? null;
  return (
    <Page
      title={name ?? "Tokens for programs"}
      help="tokens"
      subtitle={
        name === null ? "What scripts sign in with." : `Signed in as ${session?.role ?? ""}.`
      }
    >
      <Stack gap="xl">
        <TokensSection most={session?.role ?? "viewer"} />
        {name !== null && <PasswordSection />}
        {name !== null && <ProviderSection />}
      </Stack>
    </Page>
  );
}

function PasswordSection() {
  const change = useChangePassword();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form
        style={{ maxWidth: "24rem" }}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ current, new: next });
        }}
      >
        <Stack gap="md" mt="sm">
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            error={refusedField(change.error, "current")}
            onChange={(event) => {
              setCurrent(event.currentTarget.value);
            }}
          />
          <PasswordInput
            label="New password"
            description="At least 10 characters. Your other browsers and all tokens are signed out."
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={next}
            error={refusedField(change.error, "new")}
            onChange={(event) => {
              setNext(event.currentTarget.value);
            }}
          />
          <Refused error={change.error} />
          {change.isSuccess && <p role="status">The password is changed.</p>}
          <div>
            <Button type="submit" loading={change.isPending}>
              Change the password
            </Button>
          </div>
        </Stack>
      </form>
    </section>
  );
}

/** Whether one may sign in by the group's provider too; nothing where there is none. */
function ProviderSection() {
  const { data: offer } = useQuery(signInOfferQuery());
  const connect = useConnectProvider();
  const provider = offer?.provider ?? null;
  if (provider === null) return null;
  return (
    <section aria-labelledby="provider">
      <h2 id="provider">Sign in with {provider}</h2>
      <p className="reading">
        Connect this account with the one that you have there, and either lets you in.
      </p>
      <Connections />
      <Refused error={connect.error} />
      <Button
        loading={connect.isPending}
        onClick={() => {
          connect.mutate();
        }}
      >
        Connect
      </Button>
    </section>
  );
}

/** Those who may sign in to this account by the provider, and the way to end that. */
function Connections() {
  const { data: connections = [] } = useQuery(connectionsQuery());
  const disconnect = useDisconnect();
  if (connections.length === 0) return null;
  return (
    <>
      <ul aria-label="Connected with">
        {connections.map(({ id, subject, issuer, created_at: since }) => (
          <li key={id}>
            <bdi>{subject}</bdi> at <bdi>{issuer}</bdi>{" "}
            <span className="note">
              connected <Age at={since} ago />
            </span>{" "}
            <button
              type="button"
              className="link"
              aria-label={`Disconnect ${subject}`}
              disabled={disconnect.isPending}
              onClick={() => {
                disconnect.mutate(id);
              }}
            >
              Disconnect
            </button>
          </li>
        ))}
      </ul>
      <p className="note">Disconnecting signs your other browsers and all tokens out.</p>
      <Refused error={disconnect.error} />
    </>
  );
}
