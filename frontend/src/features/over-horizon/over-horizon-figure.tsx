import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/figures/chart";
import { Explained, GuideMark } from "@/shared/guide/guide-mark";

import { overHorizonFigureQuery, type OverHorizonRequest } from "./api";
import { type Curve, curveOf, offered } from "./curves";

interface OverHorizonFigureProps extends OverHorizonRequest {
  /** The diagnostics there are; empty until they are known. */
  curves: readonly Curve[];
  /** The one chosen. */
  diagnostic: string | undefined;
  onDiagnostic: (kind: string) => void;
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
  const { runs, groupBy, individual, step, curves, diagnostic, onDiagnostic, ...rest } = props;
  const { addition = {}, coming, ...linked } = rest;
  const curve = curveOf(curves, diagnostic);
  const query = useQuery(overHorizonFigureQuery({ runs, groupBy, individual, step }, curve?.key));
  return (
    <section aria-label="Diagnostics over the horizon">
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
              if (chosen !== null) onDiagnostic(chosen);
            }}
          />
        )}
        {curve && <GuideMark about={curve.name} section={{ place: curve.guide }} />}
      </div>
      <Chart
        query={query}
        label={`After h imagined steps: ${curve?.name ?? "a diagnostic"}.`}
        coming={coming}
        height={260}
        {...linked}
      />
      {curve && query.data?.empty === false && (
        <p className="reading">
          {[curve.definition, curve.how_to_read, addition[curve.key]].filter(Boolean).join(" ")}
        </p>
      )}
    </section>
  );
}
