import { expect, test } from "vitest";

import { type Curve, curveOf, offered } from "./curves";

const curve = (key: Curve["key"], changes: Partial<Curve> = {}): Curve => ({
  key,
  name: key,
  label: key,
  unit: "reward",
  definition: "",
  how_to_read: "",
  source: "",
  guide: "",
  scale: "linear",
  policies: ["current"],
  references: [],
  is_companion: false,
  has_own_figure: false,
  ...changes,
});
const CURVES = [
  curve("horizon-error", { has_own_figure: true }),
  curve("return-gap"),
  curve("likelihood-norm", { is_companion: true }),
  curve("disagreement"),
];

test("the menu offers what stands for itself, in the catalog's order", () => {
  expect(offered(CURVES).map(({ key }) => key)).toEqual(["return-gap", "disagreement"]);
});

test("an address that names nothing on offer shows the first", () => {
  expect(curveOf(CURVES, "disagreement")?.key).toBe("disagreement");
  expect(curveOf(CURVES, "likelihood-norm")?.key).toBe("return-gap");
  expect(curveOf(CURVES, undefined)?.key).toBe("return-gap");
  expect(curveOf([], "disagreement")).toBeUndefined();
});
