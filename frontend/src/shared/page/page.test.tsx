import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";

import { Page } from "./page";

/** Two pages with links between them; the second knows its name only after a moment. */
function site() {
  const root = createRootRoute({
    component: () => (
      <>
        <Link to="/">Home</Link>
        <Link to="/" search={{ sort: "name" }}>
          Sorted
        </Link>
        <Link to="/runs">Run</Link>
        <Outlet />
      </>
    ),
  });
  const home = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => <Page title="Experiments">list</Page>,
  });
  const run = createRoute({ getParentRoute: () => root, path: "/runs", component: SlowPage });
  return createRouter({
    routeTree: root.addChildren([home, run]),
    history: createMemoryHistory(),
  });
}

function SlowPage() {
  const [isLoading, setLoading] = useState(true);
  return isLoading ? (
    <Page title="Loading" isLoading>
      <button
        onClick={() => {
          setLoading(false);
        }}
      >
        Arrive
      </button>
    </Page>
  ) : (
    <Page key="known" title="Seed 0">
      run
    </Page>
  );
}

test("the focus follows to the heading of the next page, and only then", async () => {
  render(<RouterProvider router={site()} />);
  await screen.findByRole("heading", { name: "Experiments" });
  expect(document.body).toHaveFocus();

  await userEvent.click(screen.getByRole("link", { name: "Sorted" }));
  expect(screen.getByRole("link", { name: "Sorted" })).toHaveFocus();

  await userEvent.click(screen.getByRole("link", { name: "Run" }));
  expect(await screen.findByRole("heading", { name: "Loading" })).not.toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Arrive" }));
  expect(await screen.findByRole("heading", { name: "Seed 0" })).toHaveFocus();
  expect(document.title).toBe("Seed 0 · Branchpoint");

  await userEvent.click(screen.getByRole("link", { name: "Home" }));
  const heading = await screen.findByRole("heading", { name: "Experiments" });
  await waitFor(() => {
    expect(heading).toHaveFocus();
  });
});
