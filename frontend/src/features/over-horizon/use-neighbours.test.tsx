import { QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { createQueryClient } from "@/shared/requests/query-client";
import { stubServer } from "@/shared/testing/page-for-tests";

import { neighbours, useNeighbours } from "./use-neighbours";

const STEPS = [100, 200, 300, 400, 500, 600];

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the next evaluations come first, then the one before, and the last one is the latest", () => {
  expect(neighbours(STEPS, 200)).toEqual([300, 400, 500, 100]);
  expect(neighbours(STEPS, 500)).toEqual([undefined, 400]);
  expect(neighbours(STEPS, 100)).toEqual([200, 300, 400]);
  expect(neighbours([100], 100)).toEqual([]);
});

function show(isShown: boolean, step: number | undefined) {
  const asked = stubServer({ "GET /api/v1/figures/over-horizon": { body: {} } });
  const client = createQueryClient();
  const request = { runs: ["a"], groupBy: undefined, individual: undefined, step };
  renderHook(
    () => {
      useNeighbours({ isSuccess: isShown, isPlaceholderData: false }, STEPS, [
        request,
        "horizon-error",
        {},
      ]);
    },
    {
      wrapper: ({ children }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  return asked;
}

test("they are asked for once the one that is wanted is drawn", async () => {
  const asked = show(true, 200);
  await waitFor(() => {
    expect(asked).toHaveLength(4);
  });
});

test("nothing is asked ahead before that, nor for whoever follows the latest", () => {
  expect(show(false, 200)).toEqual([]);
  expect(show(true, undefined)).toEqual([]);
});
