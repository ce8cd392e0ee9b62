import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Schema } from "@/client/client";
import { renderInPage } from "@/shared/testing/page-for-tests";

import { EMPTY_DRAFT } from "@/features/launch/draft/draft";
import { Origin, presetMenu } from "./starting-point";

function preset(name: string, own: boolean): Schema<"PresetChoice"> {
  return { name, title: "T", source: "a paper", spec: {}, changes: {}, own };
}

const OURS = preset("mbpo/pendulum", false);
const OWN = preset("mine/seven", true);

test("presets of one's own stand first in the menu, marked as such", () => {
  expect(presetMenu([OURS, OWN])).toEqual([
    { group: "Yours", items: [{ value: "mine/seven", label: "mine/seven – T" }] },
    { group: "Branchpoint's", items: [{ value: "mbpo/pendulum", label: "mbpo/pendulum – T" }] },
  ]);
  expect(presetMenu([OURS])).toEqual([{ value: "mbpo/pendulum", label: "mbpo/pendulum – T" }]);
});

function show(named: string, started: Schema<"PresetChoice">) {
  renderInPage(
    <Origin
      presets={[OURS, OWN]}
      started={started}
      draft={{ ...EMPTY_DRAFT, preset: named }}
      parent={undefined}
      onDraft={() => undefined}
      onDiscard={() => undefined}
    >
      {null}
    </Origin>,
  );
}

test("an address that names a preset that is not here says what the form started from", async () => {
  show("mine/gone", OURS);
  expect(await screen.findByRole("status")).toHaveTextContent(
    "There is no preset mine/gone here: the form started from mbpo/pendulum.",
  );
});

test("a preset of one's own is marked as yours, another by its source", async () => {
  show("mine/seven", OWN);
  expect(await screen.findByText(/yours/)).toBeInTheDocument();
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
});
