import { Chip, Group, SegmentedControl } from "@mantine/core";

import {
  type CurveView,
  type Policy,
  type Reference,
  REFERENCES,
  type Scale,
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

const REFERENCE_WORDS: Record<Reference, string> = { linear: "εh", quadratic: "εh²" };

interface CurveControlsProps {
  view: CurveView;
  onChange: (change: Partial<CurveView>) => void;
}

/** Whose episodes, which scale, which reference curves. */
export function CurveControls({ view, onChange }: CurveControlsProps) {
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
      <Chip.Group
        multiple
        value={[...view.references]}
        onChange={(chosen: string[]) => {
          onChange({ references: REFERENCES.filter((name) => chosen.includes(name)) });
        }}
      >
        <Group gap="xs" role="group" aria-label="Reference curves">
          {REFERENCES.map((name) => (
            <Chip key={name} value={name} size="xs" radius="sm" variant="outline">
              {REFERENCE_WORDS[name]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  );
}
