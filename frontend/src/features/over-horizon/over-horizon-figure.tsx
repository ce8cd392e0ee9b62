import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Chart } from "@/shared/chart";

import { diagnosticOf, OVER_HORIZON, overHorizonFigureQuery, type OverHorizonRequest } from "./api";

interface OverHorizonFigureProps extends OverHorizonRequest {
  onDiagnostic: (kind: string) => void;
  /** The horizon that the linked figures point at. */
  cursor: number | null;
  onHover: (h: number | null) => void;
  onPick: (h: number) => void;
  /** One sentence on how to read each kind. */
  readings: Readonly<Partial<Record<string, string>>>;
  /** When the first curve comes. */
  coming?: ReactNode;
}

/** One diagnostic at a time, because they share no unit. */
export function OverHorizonFigure(props: OverHorizonFigureProps) {
  const { runs, groupBy, individual, step, diagnostic, onDiagnostic, ...rest } = props;
  const { readings, coming, ...linked } = rest;
  const query = useQuery(overHorizonFigureQuery({ runs, groupBy, individual, step, diagnostic }));
  const { kind, label } = diagnosticOf(diagnostic);
  return (
    <section aria-label="Diagnostics over the horizon">
      <div className="figure-head">
        <h2>Over the horizon</h2>
        <Select
          size="xs"
          w={200}
          aria-label="Diagnostic shown"
          data={OVER_HORIZON.map((choice) => ({ value: choice.kind, label: choice.label }))}
          value={kind}
          allowDeselect={false}
          onChange={(chosen) => {
            if (chosen !== null) onDiagnostic(chosen);
          }}
        />
      </div>
      <Chart
        query={query}
        label={`After h imagined steps: ${label}.`}
        coming={coming}
        height={260}
        {...linked}
      />
      {query.data?.empty === false && <p className="reading">{readings[kind] ?? ""}</p>}
    </section>
  );
}
