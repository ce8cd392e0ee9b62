import { useQuery, useQueryClient } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import { ErrorFigure } from "@/features/over-horizon/error-figure";
import { LogTail } from "@/features/logs/log-tail";
import { HorizonMap } from "@/features/horizon-map/horizon-map";
import { ReturnsFigure } from "@/features/returns/returns-figure";
import { OverHorizonFigure } from "@/features/over-horizon/over-horizon-figure";
import { OverStepsFigure } from "@/features/over-steps/over-steps-figure";
import type { RunAddress } from "@/features/run/address";
import { FirstCurve } from "@/features/run/first-curve";
import { LaunchElsewhere } from "@/features/launch-elsewhere/launch-elsewhere";
import { SavePreset } from "@/features/presets/save-preset";
import { RunActions } from "@/features/run/run-actions";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { RunFailure } from "@/features/run/run-failure";
import { RunNotes } from "@/features/run/run-notes";
import { RunProvenance } from "@/features/run/run-provenance";
import { RunSpec } from "@/features/run/run-spec";
import { RunStatus } from "@/features/run/run-status";
import { RunFacts, RunTitle } from "@/features/run/run-title";
import { RunVerdict } from "@/features/run/run-verdict";
import { ShareButton } from "@/features/share/share-button";
import { TrajectoriesFigure } from "@/features/trajectories/trajectories-figure";
import { TrustReading } from "@/features/trust/trust-reading";
import { ExportMenu } from "@/shared/page/export-menu";
import { Page } from "@/shared/page/page";
import { WhenNear } from "@/shared/page/when-near";

import { trajectoriesExports, useExports } from "./-exports";
import classes from "./-figures.module.css";
import { useLinkedFigures } from "./-linked-figures";

interface RunViewProps {
  run: Schema<"RunDetail">;
  view: RunAddress;
  onChange: (change: Partial<RunAddress>) => void;
  /** The address of this view without "?", for links to it. */
  address: string;
  /** False for readers of a share link: no controls, no log, no way elsewhere. */
  isOwner: boolean;
}

const UNGROUPED: readonly string[] = [];

/** A run: what it does, its figures, its log and what was asked of it. */
export function RunView({ run, view, onChange, address, isOwner }: RunViewProps) {
  const client = useQueryClient();
  const runs = [run.id];
  const request = { ...view, runs, groupBy: UNGROUPED, individual: false };
  const files = useExports(run.id, request);
  return (
    <Page
      title={isOwner ? <RunTitle run={run} /> : run.name}
      tab={run.name}
      subtitle={<RunFacts run={run} isOwner={isOwner} />}
      actions={
        <>
          {isOwner && <RunActions run={run} />}
          {isOwner && <SavePreset spec={run.spec} suggestion={run.name} />}
          {!isOwner && <LaunchElsewhere runs={[run]} />}
          <ExportMenu
            groups={[...files, ...trajectoriesExports(client, { ...view, run: run.id })]}
          />
          {isOwner && (
            <ShareButton
              variant="filled"
              target={{ kind: "run", id: run.id, title: run.name, view: address }}
            />
          )}
        </>
      }
    >
      <RunVerdict run={run} />
      <RunStatus run={run} isOwner={isOwner} />
      <RunFailure run={run} />
      {isOwner && <RunNotes run={run} />}
      <RunFigures run={run} view={view} onChange={onChange} />
      <div className={`${classes.pair ?? ""} ${classes.log ?? ""}`}>
        {isOwner && <LogTail runId={run.id} />}
        <div className={classes.stack}>
          <RunSpec run={run} />
          <RunProvenance run={run} />
        </div>
      </div>
    </Page>
  );
}

type RunFiguresProps = Omit<RunViewProps, "address" | "isOwner">;

function RunFigures({ run, view, onChange }: RunFiguresProps) {
  const runs = [run.id];
  const linked = useLinkedFigures({ runs, groupBy: UNGROUPED, view, onChange });
  const catalog = useQuery(catalogQuery()).data;
  const known = linked.comparison.data;
  const coming = <FirstCurve run={run} />;
  const one = { runs, groupBy: UNGROUPED, individual: false };
  const overSteps = {
    cursor: linked.stepCursor,
    onHover: linked.hoverStep,
    onPick: linked.pickStep,
  };
  const overHorizon = {
    cursor: linked.cursor,
    onHover: linked.hoverHorizon,
    onPick: linked.pickHorizon,
  };
  const returns = (height: number) => (
    <ReturnsFigure
      {...one}
      {...overSteps}
      view={view}
      onChange={onChange}
      title={known?.returns_title ?? "Returns"}
      reading={known?.returns_reading ?? ""}
      coming={coming}
      height={height}
    />
  );
  const series = (
    <OverStepsFigure
      {...one}
      {...overSteps}
      series={view.series}
      view={view}
      onChange={onChange}
      metrics={catalog?.series}
    />
  );
  // Without a model there is nothing to measure along a horizon.
  if (!run.uses_model) {
    return (
      <div className={classes.pair}>
        {returns(260)}
        {series}
      </div>
    );
  }
  return (
    <>
      <div className={classes.main}>
        <ErrorFigure
          {...one}
          view={linked.view}
          onChange={onChange}
          cursor={linked.cursor}
          onHover={linked.hoverHorizon}
          longest={linked.longest}
          steps={linked.steps}
          policy={known?.policy}
          catalog={catalog}
          reading={known?.error_reading ?? ""}
          coming={coming}
        />
        {returns(340)}
      </div>
      <TrustReading runId={run.id} />
      <TrajectoriesFigure
        request={{ ...view, step: linked.view.step, run: run.id }}
        onChange={onChange}
        coming={coming}
      />
      <WhenNear height={400}>
        <div className={classes.pair}>
          <OverHorizonFigure
            {...one}
            {...overHorizon}
            step={linked.view.step}
            diagnostic={view.diagnostic}
            scale={view.diagnosticScale}
            onChange={onChange}
            curves={catalog?.curves ?? []}
            addition={{ "return-gap": known?.whole_gap ?? "" }}
            coming={coming}
          />
          {series}
        </div>
        <div className={classes.section}>
          <HorizonMap
            {...one}
            {...overSteps}
            chosen={view.policy}
            onChange={onChange}
            coming={coming}
          />
        </div>
      </WhenNear>
    </>
  );
}
