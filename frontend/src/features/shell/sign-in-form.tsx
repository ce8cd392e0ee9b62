import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

import { sentenceOf } from "@/client/problem";
import { Page } from "@/shared/page/page";
import { useProviderSignIn, useSignIn } from "@/shared/queries/session-query";

/** Login and password, at whatever address was opened; that address is where one goes on. */
export function SignInPage({ title, provider }: { title: string; provider: string | null }) {
  const signIn = useSignIn();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  return (
    <main>
      <Page title={title}>
        <form
          style={{ maxWidth: "22rem" }}
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate({ login, password });
          }}
        >
          <Stack gap="md">
            <TextInput
              label="Login"
              autoComplete="username"
              required
              withAsterisk={false}
              value={login}
              onChange={(event) => {
                setLogin(event.currentTarget.value);
              }}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => {
                setPassword(event.currentTarget.value);
              }}
            />
            {signIn.error !== null && (
              <p role="alert" style={{ color: "var(--danger)", margin: 0 }}>
                {sentenceOf(signIn.error).detail}
              </p>
            )}
            <div>
              <Button type="submit" variant="filled" loading={signIn.isPending}>
                Sign in
              </Button>
            </div>
          </Stack>
        </form>
        {provider !== null && <ByProvider name={provider} />}
        <p className="note">
          No account, or the password is lost? An administrator of this server can send you a link.
        </p>
      </Page>
    </main>
  );
}

/** The other way in: the accounts that the group has already. */
function ByProvider({ name }: { name: string }) {
  const begin = useProviderSignIn();
  return (
    <Stack gap="sm" mt="lg" align="flex-start">
      <p className="note" style={{ margin: 0 }}>
        Or, with the account that you have elsewhere:
      </p>
      <Button
        loading={begin.isPending}
        onClick={() => {
          begin.mutate();
        }}
      >
        Sign in with {name}
      </Button>
      {begin.error !== null && (
        <p role="alert" style={{ color: "var(--danger)", margin: 0 }}>
          {sentenceOf(begin.error).title}: {sentenceOf(begin.error).detail}
        </p>
      )}
    </Stack>
  );
}
