import { QueryClient } from "@tanstack/react-query";

import { Problem } from "@/client/problem";

const ATTEMPTS = 2;

/** Repeating helps against a server that is away, never against a refusal. */
function worthRepeating(failures: number, error: Error): boolean {
  const away = error instanceof Problem && (error.status === 0 || error.status >= 500);
  return away && failures < ATTEMPTS;
}

/** The cache of what the server said. Live events say when something in it is old (`live.ts`). */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRepeating, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
