import { useQuery } from "@tanstack/react-query";

import { readComparison } from "@/features/compare/address";
import type { ComparisonView as View } from "@/features/compare/address";
import { type Panel, split, viewOf } from "@/features/compare/panels";
import { ParallelFigure } from "@/features/compare/parallel-figure";
import { Scatter } from "@/features/compare/scatter-figure";
import { SettingsMap } from "@/features/compare/settings-map";
import { HorizonMap } from "@/features/horizon-map/horizon-map";
import { ErrorFigure } from "@/features/over-horizon/error-figure";
import { OverHorizonFigure } from "@/features/over-horizon/over-horizon-figure";
import { OverStepsFigure } from "@/features/over-steps/over-steps-figure";
import { ReturnsFigure } from "@/features/returns/returns-figure";
import { catalogQuery } from "@/shared/queries/catalog-query";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";

import type { useLinkedFigures } from "./-linked-figures";

interface PanelFigureProps {
  panel: Panel;
  onPanel: (panel: Panel) => void;
  named: NamedRuns;
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
}

const USUAL = readComparison({});

/** The figure of a panel. What is its own changes the panel, all else what the figures share. */
export function PanelFigure({ panel, onPanel, ...props }: PanelFigureProps) {
  const { named, known, linked } = props;
  const view = viewOf(panel, props.view, USUAL);
  const catalog = useQuery(catalogQuery()).data;
  const onChange = (change: Partial<View>): void => {
    const { own, shared } = split(panel.kind, change);
    if (Object.keys(own).length > 0) onPanel({ ...panel, own: { ...panel.own, ...own } });
    if (Object.keys(shared).length > 0) props.onChange(shared);
  };
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  const drawn = { ...asked, middle: view.middle, individual: view.seeds };
  const overHorizon = { cursor: linked.cursor, onHover: linked.hoverHorizon };
  const overSteps = {
    cursor: linked.stepCursor,
    onHover: linked.hoverStep,
    onPick: linked.pickStep,
  };
  switch (panel.kind) {
    case "error":
      return (
        <ErrorFigure
          {...drawn}
          {...overHorizon}
          view={{ ...view, step: linked.view.step }}
          onChange={onChange}
          longest={linked.longest}
          steps={linked.steps}
          policy={known.policy}
          catalog={catalog}
          reading={known.error_reading}
        />
      );
    case "returns":
      return (
        <ReturnsFigure
          {...drawn}
          {...overSteps}
          view={view}
          onChange={onChange}
          title={known.returns_title}
          reading={known.returns_reading}
          height={300}
        />
      );
    case "steps":
      return (
        <OverStepsFigure
          {...drawn}
          {...overSteps}
          series={view.series}
          view={view}
          onChange={onChange}
          metrics={catalog?.series}
        />
      );
    case "horizon":
      return (
        <OverHorizonFigure
          {...drawn}
          {...overHorizon}
          onPick={linked.pickHorizon}
          step={linked.view.step}
          diagnostic={view.diagnostic}
          scale={view.diagnosticScale}
          onChange={onChange}
          curves={catalog?.curves ?? []}
        />
      );
    case "scatter":
      return (
        <Scatter
          {...asked}
          axes={view.axes}
          onAxes={(axes) => {
            onChange({ axes });
          }}
        />
      );
    case "map":
      return (
        <HorizonMap
          {...asked}
          {...overSteps}
          groups={known.groups}
          group={view.map}
          onGroup={(map) => {
            onChange({ map });
          }}
          chosen={view.policy}
          onChange={onChange}
        />
      );
    case "cells":
      return (
        <SettingsMap
          {...asked}
          cells={view.cells}
          onCells={(cells) => {
            onChange({ cells });
          }}
        />
      );
    case "parallel":
      return (
        <ParallelFigure
          {...asked}
          parallel={view.parallel}
          onParallel={(parallel) => {
            onChange({ parallel });
          }}
        />
      );
  }
}
