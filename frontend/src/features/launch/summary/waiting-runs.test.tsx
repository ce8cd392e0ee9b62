import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { keepOwnRuns, ownRuns } from "./own-runs";
import { WaitingRuns } from "./waiting-runs";

function matched(...ids: string[]) {
  return { body: { items: ids.map((id) => ({ id, status: "queued", tags: [] })), total: 9 } };
}

afterEach(() => {
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

test("what waits of one's own launch is counted and cancelled, and nobody else's", async () => {
  keepOwnRuns("e", ["a", "b", "c"]);
  let waiting = ["b", "c", "other"];
  const asked = stubServer({
    "GET /api/v1/runs/matching": () => matched(...waiting),
    "POST /api/v1/runs/queued/cancel": () => {
      waiting = ["other"];
      return { body: { count: 2 } };
    },
  });
  renderInPage(<WaitingRuns experimentId="e" />);
  expect(await screen.findByRole("status")).toHaveTextContent(
    "2 runs of your launch of 3 still wait.",
  );
  await userEvent.click(screen.getByRole("button", { name: /Cancel what still waits/ }));
  await vi.waitFor(() => {
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
  });
  const [cancelled] = asked.filter(({ what }) => what.startsWith("POST"));
  expect(cancelled?.body).toEqual({ ids: ["b", "c"] });
});

test("nothing is asked or said where this tab launched nothing", async () => {
  const asked = stubServer({});
  renderInPage(
    <>
      <WaitingRuns experimentId="e" />
      <p>here</p>
    </>,
  );
  expect(await screen.findByText("here")).toBeInTheDocument();
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
  expect(asked).toEqual([]);
});

test("what somebody else wrote there are no runs", () => {
  for (const text of ["{", "3", '{"a": 1}', "[1, null]"]) {
    sessionStorage.setItem("branchpoint.launched.e", text);
    expect(ownRuns("e"), text).toEqual([]);
  }
});
