import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { amongOf, type ComparisonView as View } from "@/features/compare/address";
import { allRuns, areMany, namedRuns, sharedRuns } from "@/features/compare/named-runs";
import { comparedRunsQuery } from "@/features/compare/api";
import { ComparedWarnings } from "@/features/compare/compared-warnings";
import { DeletedRuns } from "@/features/compare/deleted-runs";
import { DifferencesTable } from "@/features/compare/differences-table";
import { Facts } from "@/features/compare/comparison-facts";
import { SavedComparisons } from "@/features/compare/saved-comparisons";
import { Refused } from "@/features/compare/refused-comparison";
import { RunPicker } from "@/features/compare/run-picker";
import { LaunchElsewhere } from "@/features/launch-elsewhere/launch-elsewhere";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { ShareButton } from "@/features/share/share-button";
import type { Comparison } from "@/shared/queries/comparison-query";
import { EditableTitle } from "@/shared/page/editable-title";
import { ExportMenu } from "@/shared/page/export-menu";
import { Page } from "@/shared/page/page";
import { Loading } from "@/shared/page/page-states";
import { Explained } from "@/shared/guide/guide-mark";

import { ComparedDiagnostics } from "./-compared-diagnostics";
import { ComparedMaps } from "./-compared-maps";
import { ComparedNumbers } from "./-compared-numbers";
import { fieldExports, useExports } from "./-exports";
import classes from "./-figures.module.css";
import { useLinkedFigures } from "./-linked-figures";
import { MainFigures } from "./-main-figures";

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
  const compared = useQuery(comparedRunsQuery(areMany(known) ? [] : runs)).data ?? [];
  const catalog = useQuery(catalogQuery()).data;
  const { question } = known;
  const title = view.title ?? question;
  const asked = { ...named, groupBy: view.groupBy, hide: view.hide, baseline: view.baseline };
  const request = { ...view, ...named, individual: view.seeds };
  const client = useQueryClient();
  const files = useExports("comparison", request);
  const only = (left: readonly string[]) => {
    // What differs between fewer runs may be less: the groups that are left stay as they are.
    onChange({ ...NAMED_NOHOW, runs: left, groupBy: known.group_by });
  };
  const drop = (gone: readonly string[]) => {
    only(allRuns(known).filter((id) => !gone.includes(id)));
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
      subtitle={
        <>
          <Facts known={known} view={view} onChange={onChange} runs={compared} />
          {isOwner && (
            <>
              {" · "}
              <SavedComparisons view={view} onChange={onChange} />
            </>
          )}
        </>
      }
      actions={
        <>
          {isOwner && <Picker {...props} runs={runs} />}
          {!isOwner && <LaunchElsewhere runs={compared} />}
          <ExportMenu groups={[...files, ...fieldExports(client, asked, view)]} />
          {isOwner && (
            <ShareButton
              label="Share view"
              variant="filled"
              target={{
                kind: "comparison",
                runIds: sharedRuns(known, named),
                title,
                view: address,
              }}
            />
          )}
        </>
      }
    >
      {known.reduced !== "" && <p className="reading">{known.reduced}</p>}
      <DeletedRuns runs={known.deleted} isOwner={isOwner} />
      <ComparedWarnings named={named} of={known.runs} runs={compared} />
      <MainFigures
        named={named}
        known={known}
        view={view}
        onChange={onChange}
        linked={linked}
        catalog={catalog}
      />
      <ComparedNumbers {...props} named={named} known={known} linked={linked} onDrop={drop} />
      <ComparedMaps
        named={named}
        known={known}
        view={view}
        onChange={onChange}
        linked={linked}
        onOnly={isOwner ? only : undefined}
      />
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

const NAMED_NOHOW = { experiment: undefined, filter: undefined, groupBy: undefined };

function Picker({ view, runs, onChange }: ComparisonViewProps & { runs: readonly string[] }) {
  const isOfRun = (mark: string) => runs.includes(mark);
  const takeAll = (change: Partial<View>) => {
    onChange({ ...NAMED_NOHOW, runs: [], title: undefined, ...change });
  };
  return (
    <RunPicker
      chosen={runs}
      baseline={view.baseline.filter(isOfRun)}
      onChange={(next, pinned) => {
        const groups = pinned.length > 0 ? [] : view.baseline.filter((mark) => !isOfRun(mark));
        onChange({
          runs: next,
          experiment: undefined,
          filter: undefined,
          baseline: [...pinned, ...groups],
        });
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
