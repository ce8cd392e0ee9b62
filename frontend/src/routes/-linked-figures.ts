import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { comparisonQuery, type ComparisonRequest } from "@/shared/queries/comparison-query";
import { askedOf } from "@/shared/queries/asked-runs";
import type { CurveView } from "@/shared/figure-controls/curve-view";

/** Long enough to skip what the pointer only passes, short enough to seem to follow it. */
const FOLLOW_MS = 60;
const UNKNOWN_LONGEST = 50;
const NO_STEPS: readonly number[] = [];

interface Linked extends Omit<ComparisonRequest, "h" | "step" | "policy"> {
  view: CurveView;
  onChange: (change: Partial<CurveView>) => void;
}

/** An address from before the first evaluation shows the first. */
function shownStepOf(step: number | undefined, first: number | undefined): number | undefined {
  return step !== undefined && first !== undefined && step < first ? first : step;
}

function cursorOf(h: number | undefined, longest: number): number | null {
  return h === undefined ? null : Math.min(h, longest);
}

/** What the figures of one page share: the horizon and the real step pointed at, and the numbers there. */
export function useLinkedFigures(linked: Linked) {
  const { middle, threshold, view, onChange } = linked;
  const [hovered, setHovered] = useState<number | null>(null);
  const [step, setStep] = useState<number | null>(null);
  const pointed = hovered ?? view.h;
  const [settled] = useDebouncedValue(pointed, FOLLOW_MS);
  const at = (step: number | undefined) => {
    const { policy } = view;
    const asked = { ...askedOf(linked), middle, threshold };
    return comparisonQuery({ ...asked, h: settled, step, policy });
  };
  const first = useQuery(at(view.step)).data?.env_steps[0];
  // Mostly this is the same query.
  const shownStep = shownStepOf(view.step, first);
  const comparison = useQuery(at(shownStep));
  const known = comparison.data;
  const longest = known?.max_horizon ?? UNKNOWN_LONGEST;
  return {
    comparison,
    /** The view as it can be shown. */
    view: { ...view, step: shownStep },
    /** The horizon under the cursor; null until one is chosen or known. */
    cursor: cursorOf(pointed ?? known?.horizon, longest),
    longest,
    steps: known?.env_steps ?? NO_STEPS,
    /** Real step under the pointer, else the evaluation that is looked at. */
    stepCursor: step ?? shownStep ?? null,
    hoverHorizon: (h: number | null) => {
      setHovered(h === null ? null : Math.max(1, Math.round(h)));
    },
    hoverStep: setStep,
    pickHorizon: (h: number) => {
      onChange({ h: Math.max(1, Math.round(h)) });
    },
    pickStep: (at: number) => {
      onChange({ step: Math.max(0, Math.round(at)) });
    },
  };
}
