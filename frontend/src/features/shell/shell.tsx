import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";

import { Problem } from "@/client/problem";
import { Header } from "./header";
import { NotLive } from "./not-live";
import { Unauthorised } from "./unauthorised";
import { startLive } from "@/shared/live";
import { sessionQuery } from "@/shared/session";

/** What stands around every page of the owner. */
export function Shell() {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery());
  const known = session.data !== undefined;
  useEffect(() => (known ? startLive(queryClient) : undefined), [known, queryClient]);

  if (session.error instanceof Problem && session.error.status === 401) return <Unauthorised />;
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
