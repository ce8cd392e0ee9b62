import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { publication } from "@/client/transport";
import { choiceOf } from "@/shared/address/search-values";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
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

/** A result by two settings at once, as colours. A page that is kept has the axes that it began with. */
export function SettingsMap({ cells, onCells, ...asked }: SettingsMapProps) {
  const query = useQuery(settingsMapQuery(asked, cells));
  const { x, y } = query.data ?? {};
  const shown = { ...USUAL, ...cells, x: cells?.x ?? x ?? "", y: cells?.y ?? y ?? "" };
  const change = (part: Partial<SettingsCells>) => {
    onCells({ ...shown, ...part });
  };
  return (
    <FigureSection label="A result by two settings">
      <div className="figure-head">
        <Explained about="A result by two settings" section="settingsMap">
          <h2>A result by two settings</h2>
        </Explained>
      </div>
      <Choices shown={shown} onChange={change} />
      <Chart
        query={query}
        label={`${shown.value} by ${shown.x} and ${shown.y}: a coloured cell for each pair of values`}
        height={340}
      />
    </FigureSection>
  );
}

interface ChoicesProps {
  shown: SettingsCells;
  onChange: (part: Partial<SettingsCells>) => void;
}

/** What is on the axes, and what the colours tell; of a page that is kept the latter alone. */
function Choices({ shown, onChange }: ChoicesProps) {
  const isKept = publication() !== null;
  if (isKept && (shown.x === "" || shown.y === "")) return null;
  return (
    <div className={classes["axes"]}>
      {!isKept && (
        <>
          <FieldChoice
            label="Across"
            value={shown.x}
            onValue={(next) => {
              // A field that stands on the other axis changes places with this one.
              onChange({ x: next, ...(next === shown.y ? { y: shown.x } : {}) });
            }}
          />
          <FieldChoice
            label="Up"
            value={shown.y}
            onValue={(next) => {
              onChange({ y: next, ...(next === shown.x ? { x: shown.y } : {}) });
            }}
          />
        </>
      )}
      <FieldChoice
        label="Result"
        value={shown.value}
        isNumber
        onValue={(next) => {
          onChange({ value: next });
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Over the runs of a cell"
        className={classes["low"] ?? ""}
        data={[...STATISTICS]}
        value={shown.statistic}
        onChange={(next) => {
          onChange({ statistic: choiceOf(STATISTICS, next) ?? shown.statistic });
        }}
      />
    </div>
  );
}
