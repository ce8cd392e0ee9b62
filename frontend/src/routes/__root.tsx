import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";

import { useKeptFocus } from "@/shared/page/kept-focus";
import { NotFound } from "@/shared/page/not-found";
import { styleNonce } from "@/shared/theme/style-nonce";
import { cssVariablesResolver, theme } from "@/shared/theme/theme";
import { TryingAgain } from "@/shared/requests/trying-again";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFound,
});

function Root() {
  const { queryClient } = Route.useRouteContext();
  useKeptFocus();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-left" limit={3} />
        <Outlet />
        <TryingAgain />
      </QueryClientProvider>
    </MantineProvider>
  );
}
