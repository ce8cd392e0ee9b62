import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";

import { useKeptFocus } from "@/shared/page/kept-focus";
import { createQueryClient } from "@/shared/requests/query-client";
import { theme } from "@/shared/theme/theme";

function Nothing() {
  return null;
}

function Inside({ children }: { children: ReactNode }) {
  useKeptFocus();
  return children;
}

/** Renders for a test what stands inside the page: theme, query cache, router, toasts. */
export function renderInPage(children: ReactNode): RenderResult {
  const root = createRootRoute({
    component: () => <Inside>{children}</Inside>,
    notFoundComponent: Nothing,
  });
  // What stands where the children have an outlet.
  const inside = createRoute({ getParentRoute: () => root, path: "/", component: Nothing });
  const router = createRouter({
    routeTree: root.addChildren([inside]),
    history: createMemoryHistory(),
  });
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={createQueryClient()}>
        <Notifications />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

interface Answer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What a busy server answers, and asks to wait for. */
export const BUSY: Answer = {
  status: 503,
  body: {
    type: "/problems/busy",
    title: "The server is busy",
    status: 503,
    detail: "Nothing was changed.",
    errors: [],
  },
  headers: { "Retry-After": "2" },
};

/** What was asked of the server in a test: `POST /api/v1/runs/delete` and the body. */
export interface Asked {
  what: string;
  body: unknown;
  /** Its idempotency key, where it carries one. */
  key?: string;
}

/**
 * A server for a test: answers by "METHOD /path", without the search part, and remembers what was
 * asked. What has no answer fails the test with a 404 that names it.
 */
export function stubServer(answers: Record<string, Answer | (() => Answer)>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request): Promise<Response> => {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    const key = request.headers.get("Idempotency-Key");
    asked.push({
      what,
      body: text === "" ? null : JSON.parse(text),
      ...(key === null ? {} : { key }),
    });
    const known = answers[what] ?? { status: 404, body: { title: `no answer for ${what}` } };
    const { status = 200, body, headers } = typeof known === "function" ? known() : known;
    return new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
  });
  return asked;
}
