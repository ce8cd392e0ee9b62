import type { ComparisonView as View } from "@/features/compare/address";
import { HorizonMap } from "@/features/horizon-map/horizon-map";
import type { Comparison } from "@/shared/queries/comparison-query";
import { Folded } from "@/shared/page/folded";

import type { useLinkedFigures } from "./-linked-figures";

interface ComparedMapsProps {
  runs: readonly string[];
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
}

/** Figures whose cells have colours, each asked for when it is opened. */
export function ComparedMaps({ runs, known, view, onChange, linked }: ComparedMapsProps) {
  return (
    <Folded
      summary="See one group's error by horizon and training time, as colours"
      isOpen={view.map !== undefined}
    >
      <HorizonMap
        runs={runs}
        groupBy={view.groupBy}
        hide={view.hide}
        groups={known.groups}
        group={view.map}
        onGroup={(map) => {
          onChange({ map });
        }}
        chosen={view.policy}
        onChange={onChange}
        cursor={linked.stepCursor}
        onHover={linked.hoverStep}
        onPick={linked.pickStep}
      />
    </Folded>
  );
}
