import { createFileRoute, Outlet } from "@tanstack/react-router";

import { GuideFrame } from "@/features/guide/guide-frame";
import { Shell } from "@/features/shell/shell";

// Outside the owner's pages: who reads a share link may read the guide too.
export const Route = createFileRoute("/help")({ component: HelpRoute });

function HelpRoute() {
  return (
    <Shell
      strangers={
        <GuideFrame>
          <Outlet />
        </GuideFrame>
      }
    />
  );
}
