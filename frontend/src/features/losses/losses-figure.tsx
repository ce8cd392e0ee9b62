import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";

import { Chart } from "@/shared/chart";

import { LOSSES, lossesFigureQuery } from "./api";

interface LossesFigureProps {
  runId: string;
  /** Keys that the run has reported. */
  keys: readonly string[];
  /** How to read each series, by key. */
  descriptions: Readonly<Record<string, string>>;
  cursor: number | null;
  onHover: (step: number | null) => void;
  onPick: (step: number) => void;
  empty: ReactNode;
}

/** One loss of a run at a time, because they share no unit. */
export function LossesFigure({ runId, keys, descriptions, empty, ...linked }: LossesFigureProps) {
  const choices = LOSSES.filter(({ key }) => keys.includes(key));
  const [chosen, setChosen] = useState<string | null>(null);
  const key =
    chosen ?? (choices.find((choice) => choice.key === "model/loss_holdout") ?? choices[0])?.key;
  const query = useQuery({
    ...lossesFigureQuery(runId, key ?? "model/loss_holdout"),
    enabled: key !== undefined,
  });
  if (key === undefined) {
    return (
      <section aria-label="Losses">
        <div className="figure-head">
          <h2>Losses</h2>
        </div>
        <p className="reading soft">{empty}</p>
      </section>
    );
  }
  const label = LOSSES.find((loss) => loss.key === key)?.label ?? key;
  return (
    <section aria-label="Losses">
      <div className="figure-head">
        <h2>Losses</h2>
        <Select
          size="xs"
          w={200}
          aria-label="Loss shown"
          data={choices.map((choice) => ({ value: choice.key, label: choice.label }))}
          value={key}
          allowDeselect={false}
          onChange={setChosen}
        />
      </div>
      <Chart
        query={query}
        label={`Loss over real environment steps: ${label}.`}
        empty={empty}
        height={240}
        {...linked}
      />
      <p className="reading">{descriptions[key] ?? ""}</p>
    </section>
  );
}
