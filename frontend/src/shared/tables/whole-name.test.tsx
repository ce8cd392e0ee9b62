import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { RunName, WholeName } from "./whole-name";

test.each(["<b>bold</b>", "שלום עולם", "a & b"])(
  "the name %s stands as it is, isolated",
  (name) => {
    const { container } = render(<WholeName text={name} />);
    expect(screen.getByText(name).tagName).toBe("BDI");
    expect(container.querySelector("b")).toBeNull();
  },
);

test("a long name is there whole, its end in a part of its own that is never cut", () => {
  const name = `${"w".repeat(190)}, seed 3, abcd`;
  const { container } = render(<WholeName text={name} />);
  expect(container).toHaveTextContent(name);
  expect(screen.getByText(/abcd$/).textContent).toBe("ed 3, abcd");
});

test("a run says what tells it apart only where another has its name", () => {
  const { rerender, container } = render(<RunName run={{ name: "twin", told_apart: "seed 3" }} />);
  expect(container).toHaveTextContent("twin seed 3");
  rerender(<RunName run={{ name: "twin", told_apart: "" }} />);
  expect(container.textContent).toBe("twin");
});

test("a name that is cut on a phone keeps its end", () => {
  render(<WholeName text="the same, seed 0, bezw" />);
  expect(screen.getByText(/bezw$/).textContent).toBe("ed 0, bezw");
});

test("a word of letters that join is never parted", () => {
  const { container, rerender } = render(<WholeName text="تجربة التعلم المعزز" />);
  const parts = () => [...container.querySelectorAll("span")].map(({ textContent }) => textContent);
  expect(parts()).toEqual(["تجربة", " التعلم المعزز"]);
  rerender(<WholeName text="التعلمالمعززالتعلمالمعزز" />);
  expect(parts()).toEqual([]);
});
