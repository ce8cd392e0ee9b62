import { createFileRoute, useLocation } from "@tanstack/react-router";

import { JoinPage } from "@/features/accounts/join-page";

// Outside the shell: whoever follows an invitation has no account yet. Its token stands behind #,
// so that no server and no log sees it.
export const Route = createFileRoute("/join")({ component: JoinRoute });

function JoinRoute() {
  const token = useLocation({ select: ({ hash }) => hash });
  return (
    <main>
      <JoinPage key={token} token={token} />
    </main>
  );
}
