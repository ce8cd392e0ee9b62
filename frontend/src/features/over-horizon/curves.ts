/** The diagnostics over the horizon, as the catalog describes them. */

import type { Schema } from "@/client/client";

export type Curve = Schema<"CurveChoice">;

/** Those that the menu offers, in the order of the questions they answer. */
export function offered(curves: readonly Curve[]): Curve[] {
  return curves.filter((curve) => !curve.is_companion && !curve.has_own_figure);
}

/** The diagnostic that a name means; the first one where it is none of them. */
export function curveOf(curves: readonly Curve[], name: string | undefined): Curve | undefined {
  const choices = offered(curves);
  return choices.find(({ key }) => key === name) ?? choices[0];
}
