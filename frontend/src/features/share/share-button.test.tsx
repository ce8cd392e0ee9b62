import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { ShareButton } from "./share-button";

const LINK = {
  id: "s1",
  kind: "run",
  target_id: "r1",
  run_ids: [],
  view: "",
  title: "k = 5",
  created_at: "2026-02-01T12:00:00Z",
  expires_at: null,
  revoked_at: null,
};

/** A server that knows one link, and remembers what it was asked. */
function serve(): Request[] {
  const asked: Request[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((input) => {
    const request = input as Request;
    asked.push(request.clone());
    const created = request.method === "POST";
    const body = created ? { ...LINK, token: "t", url: "/s/t" } : { items: [LINK] };
    return Promise.resolve(Response.json(body, { status: created ? 201 : 200 }));
  });
  return asked;
}

function show() {
  const target = { kind: "run", id: "r1", title: "k = 5", view: "h=17" } as const;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <ShareButton target={target} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

describe("the share button", () => {
  it("says what the link gives away, makes it, and shows it with a copy button", async () => {
    const asked = serve();
    const user = userEvent.setup();
    show();
    await user.click(screen.getByRole("button", { name: "Share" }));
    expect(await screen.findByText(/nothing else; not its log/)).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "until revoked" }));
    await user.click(screen.getByRole("button", { name: "Make the link" }));
    const field = await screen.findByLabelText(/not shown again/);
    expect(field).toHaveValue(`${window.location.origin}/s/t`);
    expect(screen.getByRole("button", { name: "Copy" })).toBeInTheDocument();
    const made = asked.find(({ method }) => method === "POST");
    expect(await made?.json()).toEqual({
      kind: "run",
      target_id: "r1",
      title: "k = 5",
      view: "h=17",
      expires_at: null,
    });
  });

  it("lists the links that open now and revokes one", async () => {
    const asked = serve();
    const user = userEvent.setup();
    show();
    await user.click(screen.getByRole("button", { name: "Share" }));
    await user.click(await screen.findByRole("button", { name: /^Revoke/ }));
    const revoked = asked.find(({ method }) => method === "DELETE");
    expect(revoked?.url).toContain("/api/v1/shares/s1");
  });
});
