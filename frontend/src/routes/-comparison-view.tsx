import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { amongOf, type ComparisonView as View } from "@/features/compare/address";
import { comparedRunsQuery } from "@/features/compare/api";
import { ComparedWarnings } from "@/features/compare/compared-warnings";
import { DeletedRuns } from "@/features/compare/deleted-runs";
import { DifferencesTable } from "@/features/compare/differences-table";
import { Facts } from "@/features/compare/comparison-facts";
import { Refused } from "@/features/compare/refused-comparison";
import { MoreStatistics } from "@/features/compare/more-statistics";
import { ScatterFigure } from "@/features/compare/scatter-figure";
import { LinesChoice } from "@/features/compare/lines-choice";
import { ValueTable } from "@/features/compare/value-table";
import { RunPicker } from "@/features/compare/run-picker";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { ErrorFigure } from "@/features/over-horizon/error-figure";
import { PublishedCurves } from "@/features/published-curves/published-curves";
import { ReturnsFigure } from "@/features/returns/returns-figure";
import { ShareButton } from "@/features/share/share-button";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";
import { EditableTitle } from "@/shared/page/editable-title";
import { Folded } from "@/shared/page/folded";
import { ExportMenu } from "@/shared/page/export-menu";
import { Page } from "@/shared/page/page";
import { Loading } from "@/shared/page/page-states";
import { Explained } from "@/shared/guide/guide-mark";

import { ComparedDiagnostics } from "./-compared-diagnostics";
import { ComparedMaps } from "./-compared-maps";
import { fieldExports, useExports } from "./-exports";
import classes from "./-figures.module.css";
import { useLinkedFigures } from "./-linked-figures";

/** More runs than this are named by what they have in common, and have no list of their own. */
const MANY = 500;

interface ComparisonViewProps {
  view: View;
  onChange: (change: Partial<View>) => void;
  /** The address of this view without "?", for links to it. */
  address: string;
  /** False for readers of a share link: nothing to choose runs with, no way elsewhere. */
  isOwner: boolean;
  /** What else stands on the page. */
  children?: ReactNode;
}

/** A comparison: the question, the error over the horizon, the returns, and the numbers. */
export function ComparisonView(props: ComparisonViewProps) {
  const { view, onChange, isOwner } = props;
  const linked = useLinkedFigures({ ...view, among: amongOf(view), view, onChange });
  const { comparison } = linked;
  if (comparison.data === undefined) {
    return (
      <Page
        title="Compare"
        isLoading={!comparison.isError}
        actions={isOwner && comparison.isError ? <Picker {...props} runs={view.runs} /> : undefined}
      >
        {comparison.isError ? (
          <Refused
            error={comparison.error}
            retry={comparison.refetch}
            runs={isOwner ? view.runs : []}
            onChange={onChange}
          />
        ) : (
          <Loading what="the comparison" />
        )}
      </Page>
    );
  }
  return <Known {...props} linked={linked} known={comparison.data} />;
}

type KnownProps = ComparisonViewProps & {
  linked: ReturnType<typeof useLinkedFigures>;
  known: Comparison;
};

function Known({ known, linked, ...props }: KnownProps) {
  const { view, onChange, address, isOwner } = props;
  const named = namedRuns(view, known);
  const { runs } = named;
  const compared = useQuery(comparedRunsQuery(known.runs > MANY ? [] : runs)).data ?? [];
  const catalog = useQuery(catalogQuery()).data;
  const { question, environments, returns_comparable: comparable } = known;
  const title = view.title ?? question;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide };
  const drawn = { ...asked, middle: view.middle, individual: view.seeds };
  const request = { ...view, ...named, individual: view.seeds };
  const client = useQueryClient();
  const files = useExports("comparison", request);
  const drop = (gone: readonly string[]) => {
    const left = allRuns(known).filter((id) => !gone.includes(id));
    // What differs between fewer runs may be less: the groups that are left stay as they are.
    onChange({ ...NAMED_NOHOW, runs: left, groupBy: known.group_by });
  };
  return (
    <Page
      title={
        isOwner ? (
          <EditableTitle
            value={title}
            label="Question that the comparison asks"
            onSave={(words) => {
              onChange({ title: words === question ? undefined : words });
            }}
          />
        ) : (
          title
        )
      }
      tab={title}
      help="compare"
      subtitle={<Facts known={known} view={view} onChange={onChange} runs={compared} />}
      actions={
        <>
          {isOwner && <Picker {...props} runs={runs} />}
          <ExportMenu groups={[...files, ...fieldExports(client, asked, view)]} />
          {isOwner && known.runs <= MANY && (
            <ShareButton
              label="Share view"
              variant="filled"
              target={{ kind: "comparison", runIds: runs, title, view: address }}
            />
          )}
        </>
      }
    >
      {known.reduced !== "" && <p className="reading">{known.reduced}</p>}
      <DeletedRuns runs={known.deleted} isOwner={isOwner} />
      <ComparedWarnings runs={compared} />
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
            aside={<LinesChoice view={view} usual={known.draws_seeds} onChange={onChange} />}
          />
          {!comparable && (
            <p className="reading">
              {environments.length} environments, each with a reward of its own: read each pair of
              lines by itself, and compare no height.
            </p>
          )}
        </div>
      </div>
      <ValueTable
        latest={known.latest_words}
        groups={known.groups}
        h={linked.cursor ?? known.horizon}
        along={known.along}
        columns={catalog?.compared_columns ?? []}
        threshold={known.threshold}
        returnsComparable={comparable}
        onHide={(group) => {
          onChange({ hide: toggled(view.hide, group.mark) });
        }}
        onRemove={
          isOwner && known.groups.length > 1 && known.runs <= MANY
            ? (group) => {
                drop(group.run_ids);
              }
            : undefined
        }
      />
      <MoreStatistics
        {...asked}
        step={linked.view.step}
        threshold={view.threshold}
        onThreshold={(threshold) => {
          onChange({ threshold });
        }}
      />
      {isOwner && (
        <Folded summary="Published curves: lines of papers beside those of these runs">
          <PublishedCurves
            environment={environments.length === 1 ? environments[0] : undefined}
            isDrawn={view.published !== false}
            onDrawn={(isDrawn) => {
              onChange({ published: isDrawn ? undefined : false });
            }}
          />
        </Folded>
      )}
      <ScatterFigure
        {...asked}
        axes={view.axes}
        onAxes={(axes) => {
          onChange({ axes });
        }}
      />
      <ComparedMaps named={named} known={known} view={view} onChange={onChange} linked={linked} />
      <ComparedDiagnostics named={named} view={view} onChange={onChange} linked={linked} />
      <section className={classes.section} aria-labelledby="differences">
        <Explained about="What differs" section="differences">
          <h2 id="differences">What differs</h2>
        </Explained>
        <DifferencesTable differences={known.differences} groups={known.groups} />
      </section>
      {props.children}
    </Page>
  );
}

/** The marks with this one, or without it where it is among them. */
function toggled(marks: readonly string[], mark: string): readonly string[] {
  return marks.includes(mark) ? marks.filter((each) => each !== mark) : [...marks, mark];
}

/**
 * Those of the address where it names them: figures need not wait until the comparison is known.
 * Few runs that have something in common are named one by one, so that only their changes count.
 */
function namedRuns(view: View, known: Comparison): NamedRuns {
  const among = amongOf(view);
  if (among === undefined) return { runs: view.runs };
  return known.runs > MANY ? { runs: view.runs, among } : { runs: allRuns(known) };
}

function allRuns(known: Comparison): string[] {
  return [...new Set(known.groups.flatMap((group) => group.run_ids))];
}

const NAMED_NOHOW = { experiment: undefined, filter: undefined, groupBy: undefined };

function Picker({ runs, onChange }: ComparisonViewProps & { runs: readonly string[] }) {
  const takeAll = (change: Partial<View>) => {
    onChange({ ...NAMED_NOHOW, runs: [], title: undefined, ...change });
  };
  return (
    <RunPicker
      chosen={runs}
      onChange={(next) => {
        onChange({ runs: next, experiment: undefined, filter: undefined });
      }}
      onExperiment={(experiment) => {
        takeAll({ experiment });
      }}
      onFilter={(filter) => {
        takeAll({ filter });
      }}
    />
  );
}
