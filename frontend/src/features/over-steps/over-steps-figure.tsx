import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { CurveView } from "@/shared/figure-controls/curve-view";
import { ScaleChoice, TrainingLook } from "@/shared/figure-controls/look-controls";
import { Chart } from "@/shared/figures/chart";
import { FigureSection } from "@/shared/figures/figure-section";
import { useZoomedPart } from "@/shared/figures/zoomed-part";
import { askedOf } from "@/shared/queries/asked-runs";
import { Explained, GuideMark } from "@/shared/guide/guide-mark";

import { overStepsFigureQuery, type OverStepsRequest, seriesKeysQuery } from "./api";
import { chosenOf, offered, type OfferedSeries, whyNothing } from "./series-choices";

interface OverStepsFigureProps extends OverStepsRequest {
  /** The series chosen. */
  series: string | undefined;
  /** How it is looked at, and what changes it or the series. */
  view: Pick<CurveView, "axis" | "smoothing" | "seriesScale" | "published">;
  onChange: (change: Partial<CurveView>) => void;
  /** What runs can report, and how to read it; undefined until it is known. */
  metrics: readonly OfferedSeries[] | undefined;
  /** The real step that the linked figures point at. */
  cursor: number | null;
  onHover: (step: number | null) => void;
  onPick: (step: number) => void;
}

/** What can be chosen and what is, once it is known what the runs report. */
function useChoices({ runs, among, metrics, series }: OverStepsFigureProps) {
  const reported = useQuery(seriesKeysQuery({ runs, among }));
  const choices = offered(metrics ?? [], reported.data?.keys ?? []);
  return {
    choices,
    chosen: chosenOf(choices, series),
    reason: metrics === undefined ? null : whyNothing(choices, reported.data),
    /** The query to show in the figure's place, where this one failed. */
    failed:
      reported.isError && reported.data === undefined ? { ...reported, data: undefined } : null,
  };
}

/** One series over real steps at a time, because they share no unit. */
export function OverStepsFigure(props: OverStepsFigureProps) {
  const { middle, individual, view, onChange, cursor, onHover, onPick } = props;
  const { choices, chosen, reason, failed } = useChoices(props);
  const { part, onZoom } = useZoomedPart();
  const { smoothing, axis, seriesScale: scale, published } = view;
  const look = { smoothing, axis, scale, part, published };
  const request = { ...askedOf(props), middle, individual };
  const figure = useQuery(overStepsFigureQuery(request, chosen?.key, look));
  return (
    <FigureSection label="Series over real steps">
      <div className="figure-head">
        <Explained about="Over training" section="overSteps">
          <h2>Over training</h2>
        </Explained>
        {chosen && <SeriesMenu choices={choices} chosen={chosen} onChange={onChange} />}
        {chosen && <GuideMark about={chosen.name} section={{ place: chosen.guide }} />}
        <TrainingLook view={view} onChange={onChange}>
          <ScaleChoice
            label="Scale of the series"
            chosen={scale}
            drawn={figure.data?.figure}
            onChange={(seriesScale) => {
              onChange({ seriesScale });
            }}
          />
        </TrainingLook>
      </div>
      {reason !== null ? (
        <p className="reading soft">{reason}</p>
      ) : (
        <Chart
          query={failed ?? figure}
          label={`Over real environment steps: ${chosen?.name ?? "a series"}.`}
          height={260}
          cursor={cursor}
          onHover={onHover}
          onPick={onPick}
          onZoom={onZoom}
        />
      )}
      {figure.data?.empty === false && (
        <p className="reading">{chosen && `${chosen.definition} ${chosen.how_to_read}`}</p>
      )}
    </FigureSection>
  );
}

interface SeriesMenuProps extends Pick<OverStepsFigureProps, "onChange"> {
  choices: readonly OfferedSeries[];
  chosen: OfferedSeries;
}

function SeriesMenu({ choices, chosen, onChange }: SeriesMenuProps) {
  return (
    <Select
      size="xs"
      w={260}
      aria-label="Series shown"
      searchable
      data={grouped(choices)}
      value={chosen.key}
      allowDeselect={false}
      onChange={(key) => {
        // A scale that was chosen for one series is not the next one's.
        if (key !== null) onChange({ series: key, seriesScale: undefined });
      }}
    />
  );
}

/** The choices under the part of the run that each is about: `model/epochs` under "model". */
function grouped(choices: readonly OfferedSeries[]) {
  const parts = [...new Set(choices.map(({ key }) => key.split("/")[0] ?? ""))];
  return parts.map((part) => ({
    group: part,
    items: choices
      .filter(({ key }) => key.startsWith(`${part}/`))
      .map(({ key, name }) => ({ value: key, label: name })),
  }));
}
