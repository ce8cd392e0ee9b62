import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/source-serif-4/index.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/theme.css";

import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { basePath } from "@/client/transport";
import { routeTree } from "@/route-tree.gen";
import { parseSearch, stringifySearch } from "@/shared/address/search-text";
import { PageFailed } from "@/shared/page/page-failed";
import { createQueryClient } from "@/shared/requests/query-client";
import { giveStyleNonce } from "@/shared/theme/style-nonce";

giveStyleNonce();

const queryClient = createQueryClient();

const router = createRouter({
  routeTree,
  basepath: basePath(),
  context: { queryClient },
  defaultPreload: "intent",
  // The query cache decides what is fresh; the router's own would only hold old answers.
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: ({ error, reset }) => <PageFailed error={error} retry={reset} />,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
);
