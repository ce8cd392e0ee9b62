import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Schema } from "@/client/client";
import { choiceOf } from "@/shared/address/search-values";
import { type CurveView, POLICIES, type Policy } from "@/shared/figure-controls/curve-view";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { Explained } from "@/shared/guide/guide-mark";
import { askedOf, type AskedRuns } from "@/shared/queries/asked-runs";
import { catalogQuery } from "@/shared/queries/catalog-query";

import { horizonMapQuery } from "./api";

interface HorizonMapProps extends AskedRuns {
  /** The groups there are, where there is more than a run. */
  groups?: readonly { label: string }[];
  /** Place of the one that is drawn. */
  group?: number | undefined;
  onGroup?: (group: number) => void;
  /** Along whose episodes: the choice of the figure of the error. */
  chosen: Policy | undefined;
  onChange: (change: Partial<CurveView>) => void;
  /** The real step that the linked figures point at. */
  cursor: number | null;
  onHover: (step: number | null) => void;
  onPick: (step: number) => void;
  /** When the first curve comes. */
  coming?: ReactNode;
}

/** The error by horizon and training time, as colours: where in training the model is good how far. */
export function HorizonMap(props: HorizonMapProps) {
  const { groups = [], chosen, cursor, onHover, onPick } = props;
  const group = placeOf(props);
  const query = useQuery(horizonMapQuery({ ...askedOf(props), group, policy: chosen }));
  const label = groups[group ?? 0]?.label;
  return (
    <FigureSection label="Error by horizon and training time">
      <div className="figure-head">
        <Explained about="Error by horizon and training time" section="horizonMap">
          <h2>Error by horizon and training time</h2>
        </Explained>
        <Choices {...props} group={group} known={query.data} />
      </div>
      <Chart
        query={query}
        label={`Open-loop error${label === undefined ? "" : ` of ${label}`} by horizon and training time, as colours.`}
        coming={props.coming}
        height={320}
        cursor={cursor}
        onHover={onHover}
        onPick={onPick}
      />
    </FigureSection>
  );
}

/** An address may name a group that there is no more. */
function placeOf({ group, groups = [] }: HorizonMapProps): number | undefined {
  return group !== undefined && group < groups.length ? group : undefined;
}

type ChoicesProps = HorizonMapProps & { known: Schema<"HorizonMapFigure"> | undefined };

function Choices({ groups = [], group, onGroup, known, onChange }: ChoicesProps) {
  const looks = useQuery(catalogQuery()).data?.curve_looks;
  return (
    <>
      {groups.length > 1 && (
        <Select
          size="xs"
          w={240}
          aria-label="Group whose error is drawn"
          data={groups.map(({ label }, place) => ({ value: String(place), label }))}
          value={String(group ?? 0)}
          allowDeselect={false}
          onChange={(place) => {
            if (place !== null) onGroup?.(Number(place));
          }}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label="Episodes of, in the map"
        data={(looks?.policies ?? []).filter(({ value }) =>
          known?.policies.some((policy) => policy === value),
        )}
        value={known?.policy ?? ""}
        onChange={(next) => {
          onChange({ policy: choiceOf(POLICIES, next) });
        }}
      />
    </>
  );
}
