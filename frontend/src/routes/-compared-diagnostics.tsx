import { useQuery } from "@tanstack/react-query";

import type { ComparisonView as View } from "@/features/compare/address";
import { OverHorizonFigure } from "@/features/over-horizon/over-horizon-figure";
import { OverStepsFigure } from "@/features/over-steps/over-steps-figure";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { TrustTable } from "@/features/trust/trust-table";
import { Explained } from "@/shared/guide/guide-mark";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import { WhenNear } from "@/shared/page/when-near";

import classes from "./-figures.module.css";
import type { useLinkedFigures } from "./-linked-figures";

interface ComparedDiagnosticsProps {
  named: NamedRuns;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
}

/** Why the groups differ: how far each model can be trusted, and any diagnostic of it as a figure. */
export function ComparedDiagnostics({ named, view, onChange, linked }: ComparedDiagnosticsProps) {
  const catalog = useQuery(catalogQuery()).data;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  const compared = { ...asked, middle: view.middle, individual: view.seeds };
  return (
    <WhenNear height={640}>
      <section className={classes.section} aria-labelledby="trust">
        <Explained about="How far the models can be trusted" section="trust">
          <h2 id="trust">How far the models can be trusted, and what that cost</h2>
        </Explained>
        <TrustTable
          {...asked}
          step={linked.view.step}
          columns={catalog?.trust_columns ?? []}
          sort={view.sort}
          onSort={(sort) => {
            onChange({ sort });
          }}
        />
      </section>
      <div className={classes.pair}>
        <OverHorizonFigure
          {...compared}
          step={linked.view.step}
          diagnostic={view.diagnostic}
          scale={view.diagnosticScale}
          onChange={onChange}
          cursor={linked.cursor}
          onHover={linked.hoverHorizon}
          onPick={linked.pickHorizon}
          curves={catalog?.curves ?? []}
        />
        <OverStepsFigure
          {...compared}
          series={view.series}
          view={view}
          onChange={onChange}
          metrics={catalog?.series}
          cursor={linked.stepCursor}
          onHover={linked.hoverStep}
          onPick={linked.pickStep}
        />
      </div>
    </WhenNear>
  );
}
