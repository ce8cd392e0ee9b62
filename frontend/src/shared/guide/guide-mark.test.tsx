import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test } from "vitest";

import { renderInPage } from "@/shared/testing/page-for-tests";

import { GuideMark } from "./guide-mark";

// On a busy machine it takes longer to load than a test waits for what it draws.
beforeAll(async () => {
  await import("./guide-drawer");
}, 60_000);

test("a mark opens its section beside the page, and closes without a trace", async () => {
  renderInPage(
    <>
      <input aria-label="half filled" />
      <GuideMark about="The verdict" section="verdict" />
    </>,
  );
  await userEvent.type(await screen.findByLabelText("half filled"), "kept");
  await userEvent.click(screen.getByRole("button", { name: "Help: The verdict" }));
  const drawer = await screen.findByRole("dialog", { name: "The verdict" });
  expect(within(drawer).getByRole("heading", { name: "Does it learn?" })).toBeInTheDocument();
  expect(within(drawer).getByRole("link", { name: /new tab/ })).toHaveAttribute(
    "href",
    "/help/verdicts#the-verdict",
  );
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("button", { name: "Help: The verdict" })).toHaveFocus();
  expect(screen.getByLabelText("half filled")).toHaveValue("kept");
});

test("a link in the section is followed there, and leads back", async () => {
  renderInPage(<GuideMark about="The verdict" section="verdict" />);
  await userEvent.click(await screen.findByRole("button", { name: "Help: The verdict" }));
  const drawer = await screen.findByRole("dialog", { name: "The verdict" });
  await userEvent.click(within(drawer).getByRole("button", { name: "error" }));
  expect(await screen.findByRole("dialog", { name: "Per-horizon error" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(await screen.findByRole("dialog", { name: "The verdict" })).toBeInTheDocument();
});

test("a section of the catalog is opened by its place", async () => {
  renderInPage(<GuideMark about="coverage" section={{ place: "glossary#coverage-of-90-" }} />);
  await userEvent.click(await screen.findByRole("button", { name: "Help: coverage" }));
  expect(await screen.findByRole("dialog", { name: "Coverage of 90 %" })).toBeInTheDocument();
});
