import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useSignOut } from "@/shared/queries/session-query";
import { attempt } from "@/shared/requests/offers-to-undo";

import classes from "./shell.module.css";

/** This browser's session: where the others are, and its end. */
export function SignOutMenu() {
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.word}>
          Session
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/sessions" data-autofocus>
          Signed-in browsers
        </Menu.Item>
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
