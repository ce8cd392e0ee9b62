import { Button, RangeSlider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import { publication } from "@/client/transport";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { Explained } from "@/shared/guide/guide-mark";
import type { AskedRuns } from "@/shared/queries/asked-runs";

import { FEWEST_AXES, MOST_AXES, type Parallel } from "./address";
import { parallelQuery } from "./api";
import { moved, rangesOf, withRange } from "./axis-ranges";
import classes from "./compare.module.css";
import { FieldChoice } from "./field-choice";

interface ParallelFigureProps extends AskedRuns {
  /** What is shown; undefined is as the server has it. */
  parallel: Parallel | undefined;
  onParallel: (parallel: Parallel) => void;
  /** Goes on with these runs alone; left out for readers of a link. */
  onOnly?: ((runs: readonly string[]) => void) | undefined;
}

type Axis = Schema<"ParallelFigure">["axes"][number];

/** A line for each run through its value on each axis; ranges of axes choose among the runs, but on a page that is kept. */
export function ParallelFigure({ parallel, onParallel, onOnly, ...asked }: ParallelFigureProps) {
  const query = useQuery(parallelQuery(asked, parallel));
  const axes = query.data?.axes ?? [];
  const isKept = publication() !== null;
  const shown: Parallel = parallel ?? {
    fields: axes.map(({ name }) => name),
    colour: query.data?.colour ?? "",
    ranges: [],
  };
  const change = (part: Partial<Parallel>) => {
    const next = { ...shown, ...part };
    onParallel({ ...next, ranges: rangesOf(next.ranges, next.fields) });
  };
  return (
    <FigureSection label="Parallel coordinates">
      <div className="figure-head">
        <Explained about="Parallel coordinates" section="parallel">
          <h2>Parallel coordinates</h2>
        </Explained>
        <p className="note" role="status">
          {query.data?.words}
        </p>
        {!isKept && <ShowAll shown={shown} onChange={change} />}
        {onOnly !== undefined && isAddress(query.data?.chosen_ids) && (
          <Button
            size="compact-xs"
            onClick={() => {
              onOnly(query.data?.chosen_ids ?? []);
            }}
          >
            Only these
          </Button>
        )}
      </div>
      <Chart
        query={query}
        label={`Each run as a line over ${shown.fields.join(", ")}`}
        height={380}
      />
      {!isKept && <Axes axes={axes} shown={shown} onChange={change} />}
    </FigureSection>
  );
}

/** As many ids as an address has room for. */
const LONGEST_ADDRESS = 20_000;

function isAddress(ids: readonly string[] = []): boolean {
  return ids.length > 0 && ids.join(",").length <= LONGEST_ADDRESS;
}

function ShowAll({ shown, onChange }: Omit<AxesProps, "axes">) {
  if (shown.ranges.length === 0) return null;
  return (
    <Button
      size="compact-xs"
      onClick={() => {
        onChange({ ranges: [] });
      }}
    >
      Show all
    </Button>
  );
}

interface AxesProps {
  axes: readonly Axis[];
  shown: Parallel;
  onChange: (part: Partial<Parallel>) => void;
}

/** Which axes there are, in which order, and what the colours tell. */
function Axes({ axes, shown, onChange }: AxesProps) {
  return (
    <>
      <ol className={classes["ranges"]} aria-label="Axes">
        {axes.map((axis) => (
          <AxisRow key={axis.name} axis={axis} shown={shown} onChange={onChange} />
        ))}
      </ol>
      <div className={classes["axes"]}>
        {shown.fields.length < MOST_AXES && (
          <FieldChoice
            label="Add an axis"
            value=""
            onValue={(name) => {
              if (!shown.fields.includes(name)) onChange({ fields: [...shown.fields, name] });
            }}
          />
        )}
        <FieldChoice
          label="Colour"
          value={shown.colour}
          isNumber
          onValue={(colour) => {
            onChange({ colour });
          }}
        />
      </div>
    </>
  );
}

interface AxisRowProps {
  axis: Axis;
  shown: Parallel;
  onChange: (part: Partial<Parallel>) => void;
}

/** Where an axis stands, and the range of it that runs have to be in. */
function AxisRow({ axis: { name, stops, low, high }, shown, onChange }: AxisRowProps) {
  const place = shown.fields.indexOf(name);
  const last = Math.max(stops.length - 1, 1);
  const from = low === null ? 0 : stops.findIndex(({ at }) => at >= low);
  const to = high === null ? last : stops.findLastIndex(({ at }) => at <= high);
  const textAt = (at: number) => stops[at]?.text ?? "none";
  const move = (by: number) => {
    onChange({ fields: moved(shown.fields, place, by) });
  };
  return (
    <li>
      <span className={classes["path"]}>{name}</span>
      <RangeSlider
        key={`${from},${to}`}
        size={3}
        thumbSize={14}
        min={0}
        max={last}
        step={1}
        minRange={0}
        disabled={stops.length < FEWEST_AXES}
        defaultValue={[from, to]}
        label={textAt}
        thumbFromLabel={`${name} from`}
        thumbToLabel={`${name} to`}
        onChangeEnd={([first, end]) => {
          const ends = [stops[first]?.at, stops[end]?.at] as const;
          const isWhole = first === 0 && end === last;
          onChange({ ranges: withRange(shown.ranges, name, isWhole ? undefined : ends) });
        }}
      />
      <span className="note">
        {textAt(from)} to {textAt(Math.min(to, stops.length - 1))}
      </span>
      <span className={classes["moves"]}>
        <Button
          size="compact-xs"
          aria-label={`Move ${name} left`}
          disabled={place <= 0}
          onClick={() => {
            move(-1);
          }}
        >
          ←
        </Button>
        <Button
          size="compact-xs"
          aria-label={`Move ${name} right`}
          disabled={place === shown.fields.length - 1}
          onClick={() => {
            move(1);
          }}
        >
          →
        </Button>
        <Button
          size="compact-xs"
          aria-label={`Remove ${name}`}
          disabled={shown.fields.length <= FEWEST_AXES}
          onClick={() => {
            onChange({ fields: shown.fields.filter((each) => each !== name) });
          }}
        >
          ×
        </Button>
      </span>
    </li>
  );
}
