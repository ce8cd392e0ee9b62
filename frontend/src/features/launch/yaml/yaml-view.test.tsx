import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { type Asked, renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { draftFromSearch } from "@/features/launch/draft/draft";
import { specFields } from "@/features/launch/fields/spec-fields";

import { useLaunchText } from "./use-launch-text";
import { placeIn, YamlView } from "./yaml-view";

const FIELDS = specFields({
  properties: { rollout: { properties: { length: { title: "Length", default: 5 } } } },
});
const REQUEST = { spec: {}, grid: {}, seeds: [0], tags: [] };
const WRITTEN = "rollout:\n  length: 5\nseed: 0\n";

function said(length: number) {
  return { values: { "rollout.length": [length] }, seeds: "0", is_whole: true, problems: [] };
}

const UNREAD = {
  values: null,
  seeds: "",
  is_whole: false,
  problems: [{ line: 2, column: 3, field: null, message: "not YAML: what" }],
};

function Form({ told }: { told: (set: unknown) => void }) {
  const [draft, setDraft] = useState(() => draftFromSearch({ view: "yaml" }));
  const launch = useLaunchText({
    draft,
    onDraft: (next) => {
      told(next.set);
      setDraft(next);
    },
    request: { ...REQUEST, spec: draft.set },
    fields: FIELDS,
    start: () => "5",
  });
  return (
    <>
      <YamlView launch={launch} />
      <p>{launch.isApart ? "apart" : "in step"}</p>
      <button
        type="button"
        onClick={() => {
          setDraft({ ...draft, set: { "rollout.length": "9" } });
        }}
      >
        by hand
      </button>
    </>
  );
}

async function show(standing = WRITTEN) {
  const asked: Asked[] = stubServer({
    "POST /api/v1/runs/text": () => {
      const { spec } = asked.at(-1)?.body as { spec: Record<string, string> };
      return { body: { text: WRITTEN.replace("5", spec["rollout.length"] ?? "5") } };
    },
    "POST /api/v1/runs/text/read": () => {
      const { text } = asked.at(-1)?.body as { text: string };
      const length = /length: (\d+)/.exec(text)?.[1];
      return { body: length === undefined ? UNREAD : said(Number(length)) };
    },
  });
  const told = vi.fn();
  renderInPage(<Form told={told} />);
  const area = await screen.findByRole("textbox", { name: "YAML" });
  await vi.waitFor(() => {
    expect(area).toHaveValue(standing);
  });
  return { told, area, user: userEvent.setup() };
}

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("what is pasted is taken into the form, and stays as it was written", async () => {
  const { told, area, user } = await show();
  const pasted = "# mine\nrollout:\n    length: 7\n";
  await user.clear(area);
  await user.paste(pasted);
  expect(screen.getByText("apart")).toBeInTheDocument();
  await vi.waitFor(() => {
    expect(told).toHaveBeenLastCalledWith({ "rollout.length": "7" });
  });
  expect(area).toHaveValue(pasted);
  expect(screen.getByText("in step")).toBeInTheDocument();
});

test("a change of the form is written over a text that it had taken", async () => {
  const { told, area, user } = await show();
  await user.clear(area);
  await user.paste("rollout:\n  length: 7 # mine\n");
  await vi.waitFor(() => {
    expect(told).toHaveBeenCalled();
  });
  await user.click(screen.getByText("by hand"));
  await vi.waitFor(() => {
    expect(area).toHaveValue("rollout:\n  length: 9\nseed: 0\n");
  });
});

test("a text that cannot be read keeps the form, stands, and leads to its line", async () => {
  const { told, area, user } = await show();
  await user.clear(area);
  await user.paste("rollout:\n  what\n");
  const place = await screen.findByRole("button", { name: "line 2, column 3" });
  expect(screen.getByRole("status")).toHaveTextContent("1 place to mend; the form keeps");
  expect(area).toHaveAttribute("aria-invalid", "true");
  expect(told).not.toHaveBeenCalled();
  await user.click(place);
  expect(area).toHaveFocus();
  expect((area as HTMLTextAreaElement).selectionStart).toBe("rollout:\n  ".length);
  await user.click(screen.getByText("by hand"));
  expect(area).toHaveValue("rollout:\n  what\n");
  await user.click(screen.getByRole("button", { name: "Back to what the form says" }));
  await vi.waitFor(() => {
    expect(area).toHaveValue("rollout:\n  length: 9\nseed: 0\n");
  });
});

test("a text that cannot be read is there again after the page was left, until it is given up", async () => {
  const { user, area } = await show();
  await user.clear(area);
  await user.paste("rollout:\n  what\n");
  await screen.findByRole("button", { name: "line 2, column 3" });
  cleanup();
  const again = await show("rollout:\n  what\n");
  expect(screen.getByText("apart")).toBeInTheDocument();
  await again.user.click(screen.getByRole("button", { name: "Back to what the form says" }));
  cleanup();
  await show();
  expect(screen.getByText("in step")).toBeInTheDocument();
});

test("a place is counted from the beginning of the text", () => {
  expect(placeIn("ab\ncd\n", { line: 1, column: 1 })).toBe(0);
  expect(placeIn("ab\ncd\n", { line: 2, column: 2 })).toBe(4);
});
