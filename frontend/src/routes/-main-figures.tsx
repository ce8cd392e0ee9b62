import { lazy, Suspense } from "react";

import type { Schema } from "@/client/client";
import { type ComparisonView as View } from "@/features/compare/address";
import { LinesChoice } from "@/features/compare/lines-choice";
import { areQuantiles } from "@/features/compare/named-runs";
import { USUAL_PANELS } from "@/features/compare/panels";
import { ErrorFigure } from "@/features/over-horizon/error-figure";
import { ReturnsFigure } from "@/features/returns/returns-figure";
import { Loading } from "@/shared/page/page-states";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";

import classes from "./-figures.module.css";
import type { useLinkedFigures } from "./-linked-figures";

const PanelBoard = lazy(async () => {
  const { PanelBoard: loaded } = await import("./-panel-board");
  return { default: loaded };
});

interface MainFiguresProps {
  named: NamedRuns;
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
  catalog: Schema<"Catalog"> | undefined;
}

/** The first figures of a comparison: the error and the returns, or what its reader arranged. */
export function MainFigures(props: MainFiguresProps) {
  const { view, onChange } = props;
  if (view.panels !== undefined) {
    return (
      <Suspense fallback={<Loading what="the panels" />}>
        <PanelBoard {...props} panels={view.panels} />
        <Scales {...props} />
      </Suspense>
    );
  }
  return (
    <>
      {!areQuantiles(props.known) && (
        <div className={classes.lines} role="group" aria-label="Lines of the figures">
          <LinesChoice view={view} usual={props.known.draws_seeds} onChange={onChange} />
        </div>
      )}
      <UsualFigures {...props} />
      <p className="note">
        <button
          type="button"
          className="link"
          onClick={() => {
            onChange({ panels: USUAL_PANELS });
          }}
        >
          Arrange the figures as panels
        </button>
        : any of those below beside one another, each with settings of its own.
      </p>
    </>
  );
}

function UsualFigures(props: MainFiguresProps) {
  const { named, known, view, onChange, linked, catalog } = props;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  const drawn = { ...asked, middle: view.middle, individual: view.seeds };
  return (
    <div className={classes.main}>
      <ErrorFigure
        {...drawn}
        view={linked.view}
        onChange={onChange}
        cursor={linked.cursor}
        onHover={linked.hoverHorizon}
        longest={linked.longest}
        steps={linked.steps}
        policy={known.policy}
        catalog={catalog}
        reading={known.error_reading}
      />
      <div>
        <ReturnsFigure
          {...drawn}
          cursor={linked.stepCursor}
          onHover={linked.hoverStep}
          onPick={linked.pickStep}
          view={view}
          onChange={onChange}
          title={known.returns_title}
          reading={known.returns_reading}
          height={300}
        />
        <Scales {...props} />
      </div>
    </div>
  );
}

/** That returns of several environments share no scale. */
function Scales({ known }: MainFiguresProps) {
  if (known.returns_comparable) return null;
  return (
    <p className="reading">
      {known.environments.length} environments, each with a reward of its own: read each pair of
      lines by itself, and compare no height.
    </p>
  );
}
