import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Age } from "./age";
import { remaining, useClock } from "./clock";

const NOON = new Date("2026-03-01T12:00:00Z");

function hide(isHidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(isHidden);
  act(() => {
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

function pass(seconds: number) {
  act(() => {
    vi.advanceTimersByTime(seconds * 1000);
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("an age is right at once after a page without ages, and goes on", () => {
  const first = render(<Age at={NOON.toISOString()} ago />);
  expect(screen.getByRole("time")).toHaveTextContent("just now");
  first.unmount();
  vi.setSystemTime(NOON.getTime() + 180_000);
  render(<Age at={NOON.toISOString()} ago />);
  expect(screen.getByRole("time")).toHaveTextContent("3 min ago");
  pass(60);
  expect(screen.getByRole("time")).toHaveTextContent("4 min ago");
});

test("many ages share one timer, and none is left behind", () => {
  const page = render(
    <>
      {["a", "b", "c"].map((key) => (
        <Age key={key} at={NOON.toISOString()} />
      ))}
    </>,
  );
  expect(vi.getTimerCount()).toBe(1);
  page.unmount();
  expect(vi.getTimerCount()).toBe(0);
});

test("a hidden page does not tick; seen again, it is right at once", () => {
  render(<Age at={NOON.toISOString()} />);
  hide(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.setSystemTime(NOON.getTime() + 3_600_000);
  expect(screen.getByRole("time")).toHaveTextContent("now");
  hide(false);
  expect(screen.getByRole("time")).toHaveTextContent("1 h");
  expect(vi.getTimerCount()).toBe(1);
});

test("words that stay the same are not drawn again", () => {
  const draw = vi.fn();
  function Minute() {
    draw();
    return useClock((now) => Math.floor(now / 60_000));
  }
  render(<Minute />);
  pass(30);
  expect(draw).toHaveBeenCalledTimes(1);
  pass(31);
  expect(draw).toHaveBeenCalledTimes(2);
});

test("the time left runs down from when its data came, and makes no claim when it is over", () => {
  const run = { seconds_left: 100 };
  const at = NOON.getTime();
  expect(remaining(run, run.seconds_left, at)).toBe(100);
  expect(remaining(run, run.seconds_left, at + 40_000)).toBe(60);
  expect(remaining(run, run.seconds_left, at + 100_000)).toBeNull();
  expect(remaining({ ...run }, 100, at + 100_000)).toBe(100);
  expect(remaining(run, null, at)).toBeNull();
});
