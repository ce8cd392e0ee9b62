import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { sessionQuery, useSignOut } from "@/shared/queries/session-query";
import { attempt } from "@/shared/requests/offers-to-undo";

import classes from "./shell.module.css";

/** This browser's session: where the others are, and its end. */
export function SignOutMenu() {
  const signOut = useSignOut();
  const { data: session } = useQuery(sessionQuery());
  const account = session?.account ?? null;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.word}>
          Session
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {account !== null && <Menu.Label>{account}</Menu.Label>}
        <Menu.Item component={Link} to="/sessions" data-autofocus>
          Signed-in browsers
        </Menu.Item>
        <Menu.Item component={Link} to="/account">
          {account === null ? "Tokens for programs" : "Password and tokens"}
        </Menu.Item>
        {account !== null && session?.role === "admin" && (
          <>
            <Menu.Item component={Link} to="/accounts">
              Accounts
            </Menu.Item>
            <Menu.Item component={Link} to="/audit">
              What was done
            </Menu.Item>
          </>
        )}
        <Menu.Item
          onClick={() => {
            attempt(() => signOut.mutateAsync());
          }}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
