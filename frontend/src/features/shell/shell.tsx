import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";

import { Problem } from "@/client/problem";
import { Header } from "./header";
import { NotLive } from "./not-live";
import { SignInPage } from "./sign-in-form";
import { SignedOut, Unauthorised } from "./unauthorised";
import { startLive } from "@/shared/live/live-updates";
import { sessionQuery, signInOfferQuery } from "@/shared/queries/session-query";

/** A browser that is not let in: with accounts it signs in here, else with a printed address. */
function Strangers({ wasKnown }: { wasKnown: boolean }) {
  const offer = useQuery(signInOfferQuery());
  if (offer.isPending) return <main />;
  if (offer.data?.accounts === true) {
    return (
      <SignInPage title={wasKnown ? "Signed out" : "Sign in"} provider={offer.data.provider} />
    );
  }
  return wasKnown ? <SignedOut /> : <Unauthorised />;
}

interface ShellProps {
  /** What a browser sees that is not let in; left out: how it is let in. */
  strangers?: ReactNode;
}

/** What stands around every page of the owner. */
export function Shell({ strangers }: ShellProps) {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery());
  const isRefused = session.error instanceof Problem && session.error.status === 401;
  const wasKnown = session.data !== undefined;
  const known = wasKnown && !isRefused;
  useEffect(() => (known ? startLive(queryClient) : undefined), [known, queryClient]);

  if (isRefused && strangers !== undefined) return strangers;
  if (isRefused) return <Strangers wasKnown={wasKnown} />;
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
