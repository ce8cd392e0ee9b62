import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { choiceOf } from "@/shared/address/search-values";
import { Chart } from "@/shared/figures/chart";
import { Explained } from "@/shared/guide/guide-mark";
import type { AskedRuns } from "@/shared/queries/asked-runs";

import { type SettingsCells, STATISTICS } from "./address";
import { settingsMapQuery } from "./api";
import classes from "./compare.module.css";
import { FieldChoice } from "./field-choice";

interface SettingsMapProps extends AskedRuns {
  /** What is on the axes and in the cells; undefined is as the server has it. */
  cells: SettingsCells | undefined;
  onCells: (cells: SettingsCells) => void;
}

const USUAL = { value: "real_return", statistic: "mean" } as const;

/** A result by two settings at once, as colours. */
export function SettingsMap({ cells, onCells, ...asked }: SettingsMapProps) {
  const query = useQuery(settingsMapQuery(asked, cells));
  const { x, y } = query.data ?? {};
  const shown = { ...USUAL, ...cells, x: cells?.x ?? x ?? "", y: cells?.y ?? y ?? "" };
  const change = (part: Partial<SettingsCells>) => {
    onCells({ ...shown, ...part });
  };
  return (
    <section aria-label="A result by two settings">
      <div className="figure-head">
        <Explained about="A result by two settings" section="settingsMap">
          <h2>A result by two settings</h2>
        </Explained>
      </div>
      <div className={classes["axes"]}>
        <FieldChoice
          label="Across"
          value={shown.x}
          onValue={(next) => {
            // A field that stands on the other axis changes places with this one.
            change({ x: next, ...(next === shown.y ? { y: shown.x } : {}) });
          }}
        />
        <FieldChoice
          label="Up"
          value={shown.y}
          onValue={(next) => {
            change({ y: next, ...(next === shown.x ? { x: shown.y } : {}) });
          }}
        />
        <FieldChoice
          label="Result"
          value={shown.value}
          isNumber
          onValue={(next) => {
            change({ value: next });
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label="Over the runs of a cell"
          className={classes["low"] ?? ""}
          data={[...STATISTICS]}
          value={shown.statistic}
          onChange={(next) => {
            change({ statistic: choiceOf(STATISTICS, next) ?? shown.statistic });
          }}
        />
      </div>
      <Chart
        query={query}
        label={`${shown.value} by ${shown.x} and ${shown.y}: a coloured cell for each pair of values`}
        height={340}
      />
    </section>
  );
}
