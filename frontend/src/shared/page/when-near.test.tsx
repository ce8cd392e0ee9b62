import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { WhenNear } from "./when-near";

let tell: (seen: boolean) => void = () => undefined;

/** A screen whose reader the test scrolls by hand. */
class Watch {
  constructor(told: (seen: { isIntersecting: boolean }[]) => void) {
    tell = (isIntersecting) => {
      act(() => {
        told([{ isIntersecting }]);
      });
    };
  }
  observe = () => undefined;
  disconnect = () => undefined;
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function far() {
  vi.stubGlobal("IntersectionObserver", Watch);
  render(<WhenNear height={100}>a figure</WhenNear>);
  expect(screen.queryByText("a figure")).toBeNull();
}

test("what is far below comes when it is near", () => {
  far();
  tell(false);
  expect(screen.queryByText("a figure")).toBeNull();
  tell(true);
  expect(screen.getByText("a figure")).toBeDefined();
});

test("it comes before the page is printed", () => {
  far();
  act(() => {
    window.dispatchEvent(new Event("beforeprint"));
  });
  expect(screen.getByText("a figure")).toBeDefined();
});

test("it comes by itself once what is on screen had its time", () => {
  vi.useFakeTimers();
  far();
  act(() => {
    vi.advanceTimersByTime(2_000);
  });
  expect(screen.getByText("a figure")).toBeDefined();
});

test("a browser that cannot say what is near shows it at once", () => {
  render(<WhenNear height={100}>a figure</WhenNear>);
  expect(screen.getByText("a figure")).toBeDefined();
});
