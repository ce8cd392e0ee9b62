import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { BadPresets } from "./bad-presets";
import { DeletePreset } from "./delete-preset";
import { SavePreset } from "./save-preset";

const SPEC = { rollout: { length: 7 } };

function problem(status: number, errors: { field: string; value: string; message: string }[]) {
  return { status, body: { type: "/problems/x", title: "Refused", status, detail: "", errors } };
}

async function openForm() {
  renderInPage(<SavePreset spec={SPEC} suggestion="Quiet otter" />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Save as preset" }));
  return { user, form: await screen.findByRole("dialog", { name: "Save as preset" }) };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a name that is taken is said at the name, and can be replaced", async () => {
  let isTaken = true;
  const asked = stubServer({
    "POST /api/v1/presets": () =>
      isTaken ? problem(409, []) : { status: 201, body: { name: "mine/quiet-otter" } },
  });
  const { user, form } = await openForm();
  const name = within(form).getByRole("textbox", { name: "Name" });
  expect(name).toHaveValue("quiet-otter");
  expect(name).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(await within(form).findByText(/^mine\/quiet-otter is taken/)).toBeInTheDocument();
  isTaken = false;
  await user.click(within(form).getByRole("button", { name: "Replace mine/quiet-otter" }));
  expect(await screen.findByText(/^Saved mine\/quiet-otter/)).toBeInTheDocument();
  const kept = { name: "mine/quiet-otter", title: "Quiet otter", spec: SPEC };
  expect(asked.map(({ body }) => body)).toEqual([
    { ...kept, replace: false },
    { ...kept, replace: true },
  ]);
  expect(asked[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  expect(asked[1]?.key).not.toBe(asked[0]?.key);
});

test("another name takes the refusal back, and is not offered to replace anything", async () => {
  stubServer({ "POST /api/v1/presets": problem(409, []) });
  const { user, form } = await openForm();
  await user.keyboard("{Enter}");
  await within(form).findByText(/is taken/);
  await user.keyboard("-2");
  expect(within(form).queryByText(/is taken/)).not.toBeInTheDocument();
  expect(within(form).queryByRole("button", { name: /Replace/ })).not.toBeInTheDocument();
});

test("what is wrong is said where it can be mended", async () => {
  stubServer({
    "POST /api/v1/presets": problem(422, [
      { field: "name", value: "mine/A", message: "allowed: mine/ and a-z" },
      { field: "spec", value: "mine/A", message: "rollout.length: at least 1" },
    ]),
  });
  const { user, form } = await openForm();
  await user.keyboard("{Enter}");
  expect(await within(form).findByText("allowed: mine/ and a-z")).toBeInTheDocument();
  expect(within(form).getByRole("alert")).toHaveTextContent(
    "This is not a run: rollout.length: at least 1",
  );
});

test("several runs are no preset", async () => {
  renderInPage(<SavePreset spec={null} suggestion="x" />);
  await userEvent.click(await screen.findByRole("button", { name: "Save as preset" }));
  expect(await screen.findByText(/this form names several/)).toBeInTheDocument();
  expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
});

test("a preset is deleted only once confirmed, and one that is gone already is gone", async () => {
  const asked = stubServer({ "DELETE /api/v1/presets/mine%2Fseven": problem(404, []) });
  const deleted = vi.fn();
  renderInPage(<DeletePreset name="mine/seven" onDeleted={deleted} />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Delete this preset" }));
  await user.click(await screen.findByRole("button", { name: "Keep it" }));
  expect(asked).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Delete this preset" }));
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  await vi.waitFor(() => {
    expect(deleted).toHaveBeenCalledOnce();
  });
  expect(asked).toHaveLength(1);
});

test("files that are no presets are told by file, line and reason", async () => {
  const files = [{ file: "broken.yaml", line: 5, reason: "spec.rollout.length: a number" }];
  renderInPage(<BadPresets files={files} />);
  await userEvent.click(await screen.findByText("1 preset file cannot be read"));
  expect(screen.getByRole("listitem")).toHaveTextContent(
    "presets/broken.yaml, line 5: spec.rollout.length: a number",
  );
});
