import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { PublishedCurves } from "./published-curves";

const CURVE = {
  id: "c1",
  title: "SAC",
  source: "Haarnoja et al. 2018, figure 1",
  url: "https://example.org/paper",
  environment: "Hopper-v5",
  metric: "return/real",
  algorithm: "SAC",
  points: 2,
  first_step: 1_000,
  last_step: 2_000,
};
const LIST = "GET /api/v1/published-curves";
const SEND = "POST /api/v1/published-curves";
const CSV = "step,value\n1000,10\n2000,20";

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(answers: Parameters<typeof stubServer>[0], environment?: string) {
  const asked = stubServer(answers);
  const onDrawn = vi.fn();
  renderInPage(<PublishedCurves environment={environment} isDrawn onDrawn={onDrawn} />);
  return { asked, onDrawn };
}

async function fill() {
  await userEvent.click(await screen.findByRole("button", { name: "Add a published curve" }));
  const form = await screen.findByRole("dialog", { name: "A published curve" });
  const field = (name: string) => within(form).getByRole("textbox", { name });
  await userEvent.type(field("Title"), "SAC");
  await userEvent.type(field("Source"), CURVE.source);
  const file = new File([CSV], "sac.csv", { type: "text/csv" });
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (input === null) throw new Error("no field for a file");
  await userEvent.upload(input, file);
  await waitFor(() => {
    expect(field("Points")).toHaveValue(CSV);
  });
  await userEvent.click(within(form).getByRole("button", { name: "Keep the curve" }));
  return { form, field };
}

test("a curve is given once with its source, from a file, for the task of the runs", async () => {
  const kept = { status: 201, body: CURVE };
  const { asked } = open({ [LIST]: { body: { items: [] } }, [SEND]: kept }, "Hopper-v5");
  expect(await screen.findByText("None was given yet.")).toBeVisible();
  await fill();
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  const sent = asked.find(({ what }) => what === SEND);
  expect(sent?.body).toEqual({
    title: "SAC",
    source: CURVE.source,
    url: "",
    environment: "Hopper-v5",
    metric: "return/real",
    algorithm: "",
    csv: CSV,
  });
  expect(sent?.key).toBeDefined();
});

test("what is wrong stands at its field with its row, and nothing that was written is lost", async () => {
  const errors = [
    { field: "csv", value: "x", message: "row 2, column step: a finite number (got x)" },
  ];
  const refused = {
    status: 422,
    body: { type: "/problems/invalid", title: "Not valid", status: 422, detail: "", errors },
  };
  open({ [LIST]: { body: { items: [] } }, [SEND]: refused }, "Hopper-v5");
  const { field } = await fill();
  await waitFor(() => {
    expect(field("Points")).toBeInvalid();
  });
  expect(field("Points")).toHaveAccessibleDescription(/row 2, column step: a finite number/);
  expect(field("Title")).toHaveValue("SAC");
  expect(field("Source")).toBeValid();
});

test("a curve says where it is from, is deleted with undo, and can be left undrawn", async () => {
  const { asked, onDrawn } = open(
    {
      [LIST]: { body: { items: [CURVE] } },
      "DELETE /api/v1/published-curves/c1": { body: CURVE },
      "POST /api/v1/published-curves/c1/restore": { body: CURVE },
    },
    "Hopper-v5",
  );
  const source = await screen.findByRole("link", { name: CURVE.source });
  expect(source).toHaveAttribute("href", CURVE.url);
  expect(source).toHaveAttribute("rel", expect.stringContaining("noreferrer"));
  expect(screen.getByText("1,000 to 2,000")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Delete SAC" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => {
    expect(asked.map(({ what }) => what)).toContain("POST /api/v1/published-curves/c1/restore");
  });
  await userEvent.click(screen.getByRole("checkbox", { name: "drawn in the figures" }));
  expect(onDrawn).toHaveBeenCalledWith(false);
});

test("an address that is no link of the web is shown as words", async () => {
  const curve = { ...CURVE, url: "javascript:alert(1)" };
  open({ [LIST]: { body: { items: [curve] } } });
  expect(await screen.findByText(CURVE.source)).toBeVisible();
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText(/of several tasks/)).toBeVisible();
});
