import { QueryClient } from "@tanstack/react-query";

import { isWorthAsking, isWorthRepeating, pauseBefore } from "./retries";

/** The cache of what the server said. Live events say when something in it is old (`shared/live`). */
export function createQueryClient(): QueryClient {
  // A server on this machine answers without a network.
  const always = { networkMode: "always", retryDelay: pauseBefore } as const;
  return new QueryClient({
    defaultOptions: {
      queries: { ...always, staleTime: 10_000, retry: isWorthAsking, refetchOnWindowFocus: true },
      mutations: { ...always, retry: isWorthRepeating },
    },
  });
}
