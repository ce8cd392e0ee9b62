import { Button } from "@mantine/core";

import { Age } from "@/shared/words/age";

import type { BrowserSession } from "./api";

interface SessionsTableProps {
  sessions: readonly BrowserSession[];
  onSignOut: (session: BrowserSession) => void;
}

/** The signed-in browsers, each with a button that signs it out. */
export function SessionsTable({ sessions, onSignOut }: SessionsTableProps) {
  return (
    <table className="figures" style={{ maxWidth: "48rem" }}>
      <thead>
        <tr>
          <th scope="col">browser</th>
          <th scope="col" className="number">
            signed in
          </th>
          <th scope="col" className="number">
            last used
          </th>
          <th scope="col">
            <span className="hidden">sign out</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <td>
              {session.browser}
              {session.is_current && <span className="soft"> (this one)</span>}
            </td>
            <td className="number">
              <Age at={session.created_at} ago />
            </td>
            <td className="number">
              {session.is_current ? "now" : <Age at={session.last_used_at} ago />}
            </td>
            <td className="number">
              <Button
                size="compact-sm"
                aria-label={`Sign out ${session.is_current ? "this browser" : session.browser}`}
                onClick={() => {
                  onSignOut(session);
                }}
              >
                Sign out
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
