import type { ComparisonView as View } from "@/features/compare/address";
import { ParallelFigure } from "@/features/compare/parallel-figure";
import { SettingsMap } from "@/features/compare/settings-map";
import { HorizonMap } from "@/features/horizon-map/horizon-map";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";
import { Folded } from "@/shared/page/folded";

import type { useLinkedFigures } from "./-linked-figures";

interface ComparedMapsProps {
  named: NamedRuns;
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
  /** Goes on with some runs alone; left out for readers of a share link. */
  onOnly: ((runs: readonly string[]) => void) | undefined;
}

/** Figures whose cells have colours, each asked for when it is opened. */
export function ComparedMaps(props: ComparedMapsProps) {
  const { named, known, view, onChange, linked, onOnly } = props;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  return (
    <>
      <Folded
        summary="See one group's error by horizon and training time, as colours"
        isOpen={view.map !== undefined}
      >
        <HorizonMap
          {...asked}
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
      <Folded
        summary="See a result by two settings at once, as colours"
        isOpen={view.cells !== undefined}
      >
        <SettingsMap
          {...asked}
          cells={view.cells}
          onCells={(cells) => {
            onChange({ cells });
          }}
        />
      </Folded>
      <Folded
        summary="See every run as a line over several settings and results"
        isOpen={view.parallel !== undefined}
      >
        <ParallelFigure
          {...asked}
          parallel={view.parallel}
          onOnly={onOnly}
          onParallel={(parallel) => {
            onChange({ parallel });
          }}
        />
      </Folded>
    </>
  );
}
