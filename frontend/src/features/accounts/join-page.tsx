import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { sentenceOf } from "@/client/problem";
import { Page } from "@/shared/page/page";
import { Loading } from "@/shared/page/page-states";

import { type Invitation, invitationQuery, useAccept } from "./api";
import { Refused, refusedField } from "./refused";

/** Where an invitation's link leads: it makes an account, or sets a new password. */
export function JoinPage({ token }: { token: string }) {
  const invitation = useQuery(invitationQuery(token));
  if (invitation.error !== null) {
    const { title, detail } = sentenceOf(invitation.error);
    return (
      <Page title={title}>
        <p className="reading">{detail}</p>
      </Page>
    );
  }
  if (invitation.data === undefined) {
    return (
      <Page title="Invitation" isLoading>
        <Loading what="the invitation" />
      </Page>
    );
  }
  return <Acceptance token={token} invitation={invitation.data} />;
}

function Acceptance({ token, invitation }: { token: string; invitation: Invitation }) {
  const accept = useAccept();
  const navigate = useNavigate();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const isNew = invitation.login === null;
  const given = isNew ? { token, password, login, name } : { token, password };
  return (
    <Page
      title={isNew ? "You are invited" : "A new password"}
      subtitle={
        isNew ? `Your role will be ${invitation.role}.` : `For ${String(invitation.login)}.`
      }
    >
      <form
        style={{ maxWidth: "24rem" }}
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate(given, { onSuccess: () => void navigate({ to: "/" }) });
        }}
      >
        <Stack gap="md">
          {isNew && (
            <>
              <TextInput
                label="Your name"
                description="As others see it."
                autoComplete="name"
                required
                withAsterisk={false}
                value={name}
                error={refusedField(accept.error, "name")}
                onChange={(event) => {
                  setName(event.currentTarget.value);
                }}
              />
              <TextInput
                label="Login"
                description="An e-mail address or a short name."
                autoComplete="username"
                required
                withAsterisk={false}
                value={login}
                error={refusedField(accept.error, "login")}
                onChange={(event) => {
                  setLogin(event.currentTarget.value);
                }}
              />
            </>
          )}
          <PasswordInput
            label="Password"
            description="At least 10 characters."
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            error={refusedField(accept.error, "password")}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
          />
          <Refused error={accept.error} />
          <div>
            <Button type="submit" variant="filled" loading={accept.isPending}>
              {isNew ? "Make the account" : "Set the password"}
            </Button>
          </div>
        </Stack>
      </form>
    </Page>
  );
}
