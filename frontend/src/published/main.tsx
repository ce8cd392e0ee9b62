import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/source-serif-4/index.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/theme.css";

import { createHashHistory, createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { answerFrom } from "@/client/transport";
import { Route as RootRoute } from "@/routes/__root";
import { Route as ShareRoute } from "@/routes/s.$token";
import { Answers, type Contents } from "@/shared/answers/answers";
import { parseSearch, stringifySearch } from "@/shared/address/search-text";
import { PageFailed } from "@/shared/page/page-failed";
import { createQueryClient } from "@/shared/requests/query-client";

/** The one address that a published page has: that of a share link, after the `#`. */
const HERE = "/s/published";

async function begin(): Promise<void> {
  const contents = JSON.parse(await window.branchpoint.text("contents")) as Contents;
  answerFrom(contents.publication, new Answers(window.branchpoint, contents).answer);
  if (!window.location.hash.startsWith(`#${HERE}`)) {
    window.history.replaceState(null, "", `#${HERE}`);
  }
  const share = ShareRoute.update({
    id: "/s/$token",
    path: "/s/$token",
    getParentRoute: () => RootRoute,
  } as never);
  const router = createRouter({
    routeTree: RootRoute.addChildren([share]),
    context: { queryClient: createQueryClient() },
    history: createHashHistory(),
    defaultErrorComponent: ({ error, reset }) => <PageFailed error={error} retry={reset} />,
    parseSearch,
    stringifySearch,
  });
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <RouterProvider router={router as never} />
    </StrictMode>,
  );
}

begin().catch((error: unknown) => {
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = `This page cannot be shown: ${String(error)}.`;
  document.body.prepend(said);
});
