import { expect, test } from "vitest";

import { type OfferedSeries, chosenOf, offered, whyNothing } from "./series-choices";

const series = (
  key: OfferedSeries["key"],
  has_own_figure = false,
  is_companion = false,
): OfferedSeries => ({
  key,
  name: key,
  definition: "",
  how_to_read: "",
  guide: "",
  has_own_figure,
  is_companion,
  is_first: key === "model/loss_holdout",
});
const CATALOG = [
  series("return/real", true),
  series("return/gap"),
  series("model/loss_holdout"),
  series("mismatch/auc_data_low", false, true),
  series("cost/cpu"),
];

test("what runs report is offered, in the catalog's order, but for what is drawn elsewhere", () => {
  const reported = [
    "cost/cpu",
    "return/real",
    "return/gap",
    "mismatch/auc_data_low",
    "of/tomorrow",
  ];
  expect(offered(CATALOG, reported).map(({ key }) => key)).toEqual(["return/gap", "cost/cpu"]);
});

test("an address that names nothing on offer shows the first", () => {
  const all = offered(CATALOG, ["return/gap", "model/loss_holdout", "cost/cpu"]);
  expect(chosenOf(all, "cost/cpu")?.key).toBe("cost/cpu");
  expect(chosenOf(all, "nonsense")?.key).toBe("model/loss_holdout");
  expect(chosenOf(offered(CATALOG, ["cost/cpu"]), undefined)?.key).toBe("cost/cpu");
  expect(chosenOf([], "cost/cpu")).toBeUndefined();
});

test("runs that report only what is drawn elsewhere say so, and are not waited for", () => {
  const choices = offered(CATALOG, ["return/real"]);
  expect(whyNothing(choices, undefined)).toBeNull();
  expect(whyNothing(choices, { reason: null })).toBe(
    "These runs have reported nothing beside their returns.",
  );
  expect(whyNothing(choices, { reason: "No run has begun." })).toBe("No run has begun.");
  expect(whyNothing(offered(CATALOG, ["cost/cpu"]), { reason: null })).toBeNull();
});
