import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { choiceOf, countOf } from "@/shared/address/search-values";
import { type Figure, scaleOf } from "@/shared/figures/figure-theme";
import { catalogQuery } from "@/shared/queries/catalog-query";

import { AXES, type CurveView, type Scale, SCALES, type TrainingAxis } from "./curve-view";

interface ScaleChoiceProps {
  /** What it is the scale of, for those who cannot see it. */
  label: string;
  chosen: Scale | undefined;
  /** The figure, which has a scale of its own where none is chosen. */
  drawn: Figure | undefined;
  onChange: (scale: Scale | undefined) => void;
}

/** Linear or log, of one figure. */
export function ScaleChoice({ label, chosen, drawn, onChange }: ScaleChoiceProps) {
  const choices = useQuery(catalogQuery()).data?.curve_looks.scales ?? [];
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      data={choices}
      value={chosen ?? scaleOf(drawn) ?? ""}
      onChange={(scale) => {
        onChange(choiceOf(SCALES, scale));
      }}
    />
  );
}

interface TrainingLookProps {
  view: Pick<CurveView, "axis" | "smoothing">;
  onChange: (change: Partial<CurveView>) => void;
  /** The choice of a scale, which is a figure's own. */
  children: ReactNode;
}

/** How lines over training are looked at, in one row where there is room for it. */
export function TrainingLook({ view, onChange, children }: TrainingLookProps) {
  return (
    <div className="figure-controls">
      <AxisChoice
        value={view.axis}
        onChange={(axis) => {
          onChange({ axis });
        }}
      />
      <SmoothingChoice
        value={view.smoothing}
        onChange={(smoothing) => {
          onChange({ smoothing });
        }}
      />
      {children}
    </div>
  );
}

interface AxisChoiceProps {
  value: TrainingAxis | undefined;
  onChange: (axis: TrainingAxis | undefined) => void;
}

/** What figures over training are drawn over: the same for all of a page. */
function AxisChoice({ value, onChange }: AxisChoiceProps) {
  const choices = useQuery(catalogQuery()).data?.curve_looks.axes ?? [];
  const [first] = AXES;
  return (
    <Select
      size="xs"
      w={135}
      aria-label="Drawn over"
      data={choices}
      value={value ?? first}
      allowDeselect={false}
      onChange={(chosen) => {
        const axis = choiceOf(AXES, chosen);
        onChange(axis === first ? undefined : axis);
      }}
    />
  );
}

interface SmoothingChoiceProps {
  /** Real steps; undefined smooths nothing. */
  value: number | undefined;
  onChange: (steps: number | undefined) => void;
}

/** Over how many real steps lines over training are smoothed: the same for all of a page. */
function SmoothingChoice({ value, onChange }: SmoothingChoiceProps) {
  const choices = useQuery(catalogQuery()).data?.curve_looks.smoothing ?? [];
  const chosen = String(value ?? 0);
  const isOther = choices.every((choice) => choice.value !== chosen);
  const own = { value: chosen, label: `mean of ${chosen} steps` };
  return (
    <Select
      size="xs"
      w={165}
      aria-label="Smoothing over real steps"
      data={isOther ? [...choices, own] : choices}
      value={chosen}
      allowDeselect={false}
      onChange={(steps) => {
        onChange(countOf(steps, 1));
      }}
    />
  );
}
