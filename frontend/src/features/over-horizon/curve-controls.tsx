import { Chip, Group, SegmentedControl } from "@mantine/core";

import {
  type CurveView,
  type Policy,
  type Reference,
  REFERENCES,
  type Scale,
  type Sum,
} from "@/shared/figure-controls/curve-view";
import { Explained } from "@/shared/guide/guide-mark";

const POLICY_WORDS: { value: Policy; label: string }[] = [
  { value: "current", label: "current policy" },
  { value: "data", label: "data policy" },
  { value: "both", label: "both" },
];

const SCALE_WORDS: { value: Scale; label: string }[] = [
  { value: "log", label: "log" },
  { value: "linear", label: "linear" },
];

const SUM_WORDS: { value: Sum; label: string }[] = [
  { value: "step", label: "per step" },
  { value: "sum", label: "added up" },
];

/** The reference that belongs to an error of single steps, and the one that belongs to their sum. */
const REFERENCE_OF: Record<Sum, { name: Reference; words: string }> = {
  step: { name: "linear", words: "εh" },
  sum: { name: "triangular", words: "εh(h + 1)/2" },
};

interface CurveControlsProps {
  view: CurveView;
  onChange: (change: Partial<CurveView>) => void;
}

/** Whose episodes, which scale, which reference curves. */
export function CurveControls({ view, onChange }: CurveControlsProps) {
  const reference = REFERENCE_OF[view.sum];
  return (
    <div className="figure-head">
      <Explained about="Per-horizon error" section="horizonError">
        <h2>Per-horizon error</h2>
      </Explained>
      <SegmentedControl
        size="xs"
        aria-label="Episodes of"
        data={POLICY_WORDS}
        value={view.policy}
        onChange={(policy) => {
          onChange({ policy: policy });
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Scale of the error"
        data={SCALE_WORDS}
        value={view.scale}
        onChange={(scale) => {
          onChange({ scale: scale });
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Error of each step, or added up over the steps"
        data={SUM_WORDS}
        value={view.sum}
        onChange={(sum) => {
          onChange({ sum: sum });
        }}
      />
      <Chip.Group
        multiple
        value={[...view.references]}
        onChange={(chosen: string[]) => {
          onChange({ references: REFERENCES.filter((name) => chosen.includes(name)) });
        }}
      >
        <Group gap="xs" role="group" aria-label="Reference curves">
          <Chip value={reference.name} size="xs" radius="sm" variant="outline">
            {reference.words}
          </Chip>
        </Group>
      </Chip.Group>
    </div>
  );
}
