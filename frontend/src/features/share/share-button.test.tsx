import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { renderInPage } from "@/shared/testing/page-for-tests";

import { ShareButton } from "./share-button";

const LINK = {
  id: "s1",
  kind: "run",
  target_id: "r1",
  run_ids: [],
  view: "",
  title: "k = 5",
  note: "",
  is_frozen: false,
  is_embeddable: false,
  made_by: null,
  views: 3,
  opened_at: "2026-02-02T09:00:00Z",
  created_at: "2026-02-01T12:00:00Z",
  expires_at: null,
  revoked_at: null,
};

/** A server that makes links, forgets revoked ones, and remembers what it was asked. */
function serve(known = [LINK]): Request[] {
  const asked: Request[] = [];
  let links = known;
  vi.spyOn(globalThis, "fetch").mockImplementation((input) => {
    const request = input as Request;
    asked.push(request.clone());
    if (request.method === "DELETE") {
      const id = request.url.split("/").at(-1);
      const gone = links.find((link) => link.id === id);
      links = links.filter((link) => link.id !== id);
      return Promise.resolve(Response.json(gone));
    }
    if (request.method === "GET") return Promise.resolve(Response.json({ items: links }));
    const made = { ...LINK, id: "s-new", created_at: "2026-02-01T12:00:07Z" };
    links = [made, ...links];
    const body = { ...made, token: "t", url: "/s/t" };
    return Promise.resolve(Response.json(body, { status: 201 }));
  });
  return asked;
}

function show() {
  const target = { kind: "run", id: "r1", title: "k = 5", view: "h=17" } as const;
  renderInPage(<ShareButton target={target} />);
}

describe("the share button", () => {
  it("says what the link gives away, makes it, and shows it with a copy button", async () => {
    const asked = serve();
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole("button", { name: "Share" }));
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
      note: "",
      view: "h=17",
      expires_at: null,
      is_frozen: false,
      is_embeddable: false,
    });
  });

  it("lists the links that open now and revokes one", async () => {
    const asked = serve();
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole("button", { name: "Share" }));
    await user.click(await screen.findByRole("button", { name: /^Revoke/ }));
    const revoked = asked.find(({ method }) => method === "DELETE");
    expect(revoked?.url).toContain("/api/v1/shares/s1");
  });

  it("takes the new link out of the dialog as soon as it is revoked", async () => {
    serve([]);
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole("button", { name: "Share" }));
    await user.click(await screen.findByRole("button", { name: "Make the link" }));
    expect(await screen.findByLabelText(/not shown again/)).toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: /^Revoke link s-new/ }));
    expect(await screen.findByRole("button", { name: "Make the link" })).toBeInTheDocument();
    expect(screen.queryByLabelText(/not shown again/)).toBeNull();
    expect(screen.queryByRole("button", { name: /^Revoke/ })).toBeNull();
  });

  it("keeps the focus in the dialog when a button has done its work and is gone", async () => {
    serve([]);
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole("button", { name: "Share" }));
    (await screen.findByRole("button", { name: "Make the link" })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(screen.getByRole("button", { name: "Copy" })).toHaveFocus();
    });
    (await screen.findByRole("button", { name: /^Revoke link s-new/ })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(screen.getByRole("heading", { name: "Share" })).toHaveFocus();
    });
  });

  it("tells two links of one day apart, by name and to the second", async () => {
    serve([LINK, { ...LINK, id: "s2", created_at: "2026-02-01T12:00:07Z", view: "h=17" }]);
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole("button", { name: "Share" }));
    const names = (await screen.findAllByRole("button", { name: /^Revoke/ })).map(
      (button) => button.getAttribute("aria-label") ?? "",
    );
    expect(new Set(names).size).toBe(2);
    const rows = screen.getAllByRole("row").map((row) => row.textContent);
    expect(rows[1]).toMatch(/s1.*:00:00/);
    expect(rows[2]).toMatch(/s2.*k = 5 · with a view of its own.*:00:07/);
  });
});
