import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import type { ComparisonView as View } from "@/features/compare/address";
import { areMany } from "@/features/compare/named-runs";
import { ScatterFigure } from "@/features/compare/scatter-figure";
import { ValueTable } from "@/features/compare/value-table";
import { PublishedCurves } from "@/features/published-curves/published-curves";
import { Folded } from "@/shared/page/folded";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { publication } from "@/client/transport";
import type { Comparison } from "@/shared/queries/comparison-query";

import type { useLinkedFigures } from "./-linked-figures";

// Folded until it is asked for, and with fields that nothing else of the page has.
const MoreStatistics = lazy(async () => {
  const { MoreStatistics: loaded } = await import("@/features/compare/more-statistics");
  return { default: loaded };
});

interface ComparedNumbersProps {
  named: NamedRuns;
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
  /** False for readers of a share link. */
  isOwner: boolean;
  /** Takes runs out of the comparison. */
  onDrop: (runIds: readonly string[]) => void;
}

/** The numbers of the groups, and what stands beside them on request. */
export function ComparedNumbers(props: ComparedNumbersProps) {
  const { named, known, view, onChange, linked, isOwner, onDrop } = props;
  const catalog = useQuery(catalogQuery()).data;
  const { environments, returns_comparable: comparable } = known;
  // Of every mixture of groups and thresholds a page that is kept would need an answer.
  const isKept = publication() !== null;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  return (
    <>
      <ValueTable
        latest={known.latest_words}
        groups={known.groups}
        h={linked.cursor ?? known.horizon}
        along={known.along}
        columns={catalog?.compared_columns ?? []}
        threshold={known.threshold}
        returnsComparable={comparable}
        onHide={
          isKept
            ? undefined
            : (group) => {
                onChange({ hide: toggled(view.hide, group.mark) });
              }
        }
        onBaseline={
          isKept
            ? undefined
            : (group) => {
                onChange({ baseline: group.index < 0 ? [] : [group.mark] });
              }
        }
        onRemove={
          isOwner && known.groups.length > 1 && !areMany(known)
            ? (group) => {
                onDrop(group.run_ids);
              }
            : undefined
        }
      />
      <Suspense>
        <MoreStatistics
          {...asked}
          step={linked.view.step}
          threshold={view.threshold}
          onThreshold={
            isKept
              ? undefined
              : (threshold) => {
                  onChange({ threshold });
                }
          }
        />
      </Suspense>
      {isOwner && (
        <Folded summary="Published curves: lines of papers beside those of these runs">
          <PublishedCurves
            environment={environments.length === 1 ? environments[0] : undefined}
            isDrawn={view.published !== false}
            onDrawn={(isDrawn) => {
              onChange({ published: isDrawn ? undefined : false });
            }}
          />
        </Folded>
      )}
      <ScatterFigure
        {...asked}
        axes={view.axes}
        onAxes={(axes) => {
          onChange({ axes });
        }}
      />
    </>
  );
}

/** The marks with this one, or without it where it is among them. */
function toggled(marks: readonly string[], mark: string): readonly string[] {
  return marks.includes(mark) ? marks.filter((each) => each !== mark) : [...marks, mark];
}
