import { Chip, Group, SegmentedControl } from "@mantine/core";

import type { Schema } from "@/client/client";
import {
  type CurveView,
  POLICIES,
  REFERENCES,
  SCALES,
  SUMS,
} from "@/shared/figure-controls/curve-view";
import { choiceOf } from "@/shared/address/search-values";
import { Explained } from "@/shared/guide/guide-mark";

const UNKNOWN: Schema<"CurveLooks"> = {
  policies: [],
  scales: [],
  smoothing: [],
  middles: [],
  axes: [],
  sums: [],
  naive: { value: "naive", label: "" },
};

interface CurveControlsProps {
  /** What is in force; undefined until it is known. */
  view: CurveView;
  /** What there is to choose, as the catalog says it. */
  looks: Schema<"CurveLooks"> | undefined;
  onChange: (change: Partial<CurveView>) => void;
}

/** Whose episodes, which scale, which reference curves. */
export function CurveControls({ view, looks = UNKNOWN, onChange }: CurveControlsProps) {
  const reference = looks.sums.find(({ value }) => value === view.sum)?.reference;
  return (
    <div className="figure-head">
      <Explained about="Per-horizon error" section="errorFigure">
        <h2>Per-horizon error</h2>
      </Explained>
      <SegmentedControl
        size="xs"
        aria-label="Episodes of"
        data={looks.policies}
        value={view.policy ?? ""}
        onChange={(policy) => {
          onChange({ policy: choiceOf(POLICIES, policy) });
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Scale of the error"
        data={looks.scales}
        value={view.scale ?? ""}
        onChange={(scale) => {
          onChange({ scale: choiceOf(SCALES, scale) });
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Error of each step, or added up over the steps"
        data={looks.sums.map(({ value, label }) => ({ value, label }))}
        value={view.sum}
        onChange={(sum) => {
          onChange({ sum: choiceOf(SUMS, sum) ?? view.sum });
        }}
      />
      <Chip.Group
        multiple
        value={[...(view.references ?? REFERENCES)]}
        onChange={(chosen: string[]) => {
          onChange({ references: REFERENCES.filter((name) => chosen.includes(name)) });
        }}
      >
        <Group gap="xs" role="group" aria-label="Reference curves">
          {reference &&
            [reference, looks.naive].map(({ value, label }) => (
              <Chip key={value} value={value} size="xs" radius="sm" variant="outline">
                {label}
              </Chip>
            ))}
        </Group>
      </Chip.Group>
    </div>
  );
}
