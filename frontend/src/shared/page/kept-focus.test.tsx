import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { useKeptFocus } from "./kept-focus";

interface PageProps {
  word: string;
  isOpen: boolean;
  isSaving?: boolean;
}

function Page({ word, isOpen, isSaving = false }: PageProps) {
  useKeptFocus();
  return (
    <>
      <h1>Queue</h1>
      <p>{word}</p>
      <button>Limits</button>
      <button disabled={isSaving}>Pause</button>
      {isOpen && <input aria-label="Runs at a time" />}
      {word === "first" || <i />}
    </>
  );
}

const heading = () => screen.getByRole("heading");
const later = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("the heading has the focus of what was taken away and gave it to nobody", async () => {
  const { rerender } = render(<Page word="first" isOpen />);
  screen.getByRole("textbox").focus();
  rerender(<Page word="first" isOpen={false} />);
  await later(250);
  expect(heading()).toHaveFocus();
});

test("what closes has its time to give the focus back, whatever changed just before", async () => {
  const { rerender } = render(<Page word="first" isOpen />);
  screen.getByRole("textbox").focus();
  rerender(<Page word="second" isOpen />);
  await later(245);
  rerender(<Page word="second" isOpen={false} />);
  await later(10);
  expect(heading()).not.toHaveFocus();
  screen.getByRole("button", { name: "Limits" }).focus();
  await later(500);
  expect(screen.getByRole("button", { name: "Limits" })).toHaveFocus();
});

test("a button that was switched off for a moment has the focus again", async () => {
  const { rerender } = render(<Page word="first" isOpen={false} />);
  const pause = screen.getByRole("button", { name: "Pause" });
  pause.focus();
  rerender(<Page word="first" isOpen={false} isSaving />);
  // A browser does so when it draws next; this one does not draw.
  pause.blur();
  await later(20);
  rerender(<Page word="first" isOpen={false} />);
  await later(250);
  expect(pause).toHaveFocus();
});
