import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { WhoSeesIt } from "./who-sees-it";

afterEach(() => {
  vi.unstubAllGlobals();
});

const SESSION = { kind: "owner", version: "1", role: "editor", account: "Ada" };
const ACCESS = {
  visibility: "group",
  owner: "Ada",
  people: [],
  everybody: [
    { id: "b1", name: "Bob" },
    { id: "e1", name: "Eve" },
  ],
};

test("people are chosen by name, and only they are sent", async () => {
  const asked = stubServer({
    "GET /api/v1/session": { body: SESSION },
    "GET /api/v1/experiments/x/access": { body: ACCESS },
    "PATCH /api/v1/experiments/x/access": { body: { ...ACCESS, visibility: "people" } },
  });
  renderInPage(<WhoSeesIt id="x" />);
  await userEvent.click(await screen.findByRole("button", { name: "Who sees it" }));
  await userEvent.click(await screen.findByLabelText("people that are named"));
  await userEvent.click(screen.getByRole("combobox", { name: "People" }));
  await userEvent.click(await screen.findByRole("option", { name: "Bob" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => {
    const sent = asked.find(({ what }) => what.startsWith("PATCH"));
    expect(sent?.body).toEqual({ visibility: "people", people: ["b1"] });
  });
});

test("without accounts there is nobody to hide it from", async () => {
  const asked = stubServer({ "GET /api/v1/session": { body: { ...SESSION, account: null } } });
  renderInPage(<WhoSeesIt id="x" />);
  await waitFor(() => {
    expect(asked).toHaveLength(1);
  });
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
