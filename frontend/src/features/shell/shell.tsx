import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";

import { Problem } from "@/client/problem";
import { Header } from "./header";
import { NotLive } from "./not-live";
import { SignedOut, Unauthorised } from "./unauthorised";
import { startLive } from "@/shared/live/live-updates";
import { sessionQuery } from "@/shared/queries/session-query";

/** What stands around every page of the owner. */
export function Shell() {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery());
  const isRefused = session.error instanceof Problem && session.error.status === 401;
  const wasKnown = session.data !== undefined;
  const known = wasKnown && !isRefused;
  useEffect(() => (known ? startLive(queryClient) : undefined), [known, queryClient]);

  if (isRefused) return wasKnown ? <SignedOut /> : <Unauthorised />;
  return (
    <>
      <a href="#content" className="skip">
        To the content
      </a>
      <Header />
      <NotLive />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
