import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRouteWithContext, Link, Outlet } from "@tanstack/react-router";

import { Page } from "@/shared/page";
import { cssVariablesResolver, theme } from "@/shared/theme";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFound,
});

function Root() {
  const { queryClient } = Route.useRouteContext();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-left" limit={3} />
        <Outlet />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function NotFound() {
  return (
    <Page title="There is no such page">
      <p className="reading">
        The address may be mistyped, or what it named was deleted. <Link to="/">Experiments</Link>{" "}
        and <Link to="/runs">runs</Link> are all still there.
      </p>
    </Page>
  );
}
