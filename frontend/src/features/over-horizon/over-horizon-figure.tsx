import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { CurveView, Scale } from "@/shared/figure-controls/curve-view";
import { ScaleChoice } from "@/shared/figure-controls/look-controls";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { askedOf } from "@/shared/queries/asked-runs";
import { Explained, GuideMark } from "@/shared/guide/guide-mark";

import { overHorizonFigureQuery, type OverHorizonRequest } from "./api";
import { type Curve, curveOf, offered } from "./curves";

interface OverHorizonFigureProps extends OverHorizonRequest {
  /** The diagnostics there are; empty until they are known. */
  curves: readonly Curve[];
  /** The one chosen. */
  diagnostic: string | undefined;
  /** Its scale; undefined is the diagnostic's own. */
  scale: Scale | undefined;
  onChange: (change: Partial<CurveView>) => void;
  /** The horizon that the linked figures point at. */
  cursor: number | null;
  onHover: (h: number | null) => void;
  onPick: (h: number) => void;
  /** What the numbers of these runs add to the words about a diagnostic. */
  addition?: Readonly<Partial<Record<string, string>>>;
  /** When the first curve comes. */
  coming?: ReactNode;
}

/** One diagnostic at a time, because they share no unit. */
export function OverHorizonFigure(props: OverHorizonFigureProps) {
  const { middle, individual, step, curves, diagnostic, onChange } = props;
  const { addition = {}, coming, scale, cursor, onHover, onPick } = props;
  const curve = curveOf(curves, diagnostic);
  const request = { ...askedOf(props), middle, individual, step };
  const query = useQuery(overHorizonFigureQuery(request, curve?.key, { scale }));
  return (
    <FigureSection label="Diagnostics over the horizon">
      <div className="figure-head">
        <Explained about="Over the horizon" section="overHorizon">
          <h2>Over the horizon</h2>
        </Explained>
        {curve && (
          <Select
            size="xs"
            w={200}
            aria-label="Diagnostic shown"
            data={offered(curves).map(({ key, name }) => ({ value: key, label: name }))}
            value={curve.key}
            allowDeselect={false}
            onChange={(chosen) => {
              // A scale that was chosen for one diagnostic is not the next one's.
              if (chosen !== null) onChange({ diagnostic: chosen, diagnosticScale: undefined });
            }}
          />
        )}
        {curve && <GuideMark about={curve.name} section={{ place: curve.guide }} />}
        <ScaleChoice
          label="Scale of the diagnostic"
          chosen={scale}
          drawn={query.data?.figure}
          onChange={(diagnosticScale) => {
            onChange({ diagnosticScale });
          }}
        />
      </div>
      <Chart
        query={query}
        label={`After h imagined steps: ${curve?.name ?? "a diagnostic"}.`}
        coming={coming}
        height={260}
        cursor={cursor}
        onHover={onHover}
        onPick={onPick}
      />
      {curve && query.data?.empty === false && (
        <p className="reading">
          {[curve.definition, curve.how_to_read, addition[curve.key]].filter(Boolean).join(" ")}
        </p>
      )}
    </FigureSection>
  );
}
