import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { CancelQueued } from "./cancel-queued";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("all that waits is cancelled after a question, and not before", async () => {
  const asked = stubServer({ "POST /api/v1/runs/queued/cancel": { body: { count: 3 } } });
  renderInPage(<CancelQueued total={3} />);
  await userEvent.click(await screen.findByRole("button", { name: "Cancel all 3 waiting runs" }));
  await userEvent.click(await screen.findByRole("button", { name: "Keep them" }));
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Cancel all 3 waiting runs" }));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel them" }));
  await waitFor(() => {
    expect(asked).toEqual([{ what: "POST /api/v1/runs/queued/cancel", body: {} }]);
  });
});
