import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { Chart } from "@/shared/chart";

import { OVER_HORIZON, type OverHorizonKind, overHorizonFigureQuery } from "./api";

interface OverHorizonFigureProps {
  runId: string;
  /** Real step of the evaluation; undefined is the latest. */
  step: number | undefined;
  /** The horizon that the linked figures point at. */
  cursor: number | null;
  onHover: (h: number | null) => void;
  onPick: (h: number) => void;
  /** One sentence on how to read each kind. */
  readings: Readonly<Partial<Record<string, string>>>;
  empty: ReactNode;
}

/** One diagnostic of a run at a time, because they share no unit. */
export function OverHorizonFigure({
  runId,
  step,
  readings,
  empty,
  ...linked
}: OverHorizonFigureProps) {
  const [kind, setKind] = useState<OverHorizonKind>("return-gap");
  const query = useQuery(overHorizonFigureQuery(runId, kind, step));
  const label = OVER_HORIZON.find((choice) => choice.kind === kind)?.label ?? kind;
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
            setKind(OVER_HORIZON.find((choice) => choice.kind === chosen)?.kind ?? "return-gap");
          }}
        />
      </div>
      <Chart
        query={query}
        label={`After h imagined steps: ${label}.`}
        empty={empty}
        height={240}
        {...linked}
      />
      {query.data?.empty === false && <p className="reading">{readings[kind] ?? ""}</p>}
    </section>
  );
}
