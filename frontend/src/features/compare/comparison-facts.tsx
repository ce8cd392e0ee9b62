import type { Schema } from "@/client/client";
import type { Comparison } from "@/shared/queries/comparison-query";
import { useLiveState } from "@/shared/live/live-updates";

import type { ComparisonView } from "./address";
import { Grouping } from "./grouping";

interface FactsProps {
  known: Comparison;
  view: ComparisonView;
  onChange: (change: Partial<ComparisonView>) => void;
  runs: readonly Schema<"Run">[];
}

/** One line on what is compared, how it is grouped, and whether it still moves. */
export function Facts({ known, onChange, runs }: FactsProps) {
  const live = useLiveState() === "live";
  const active = runs.filter(({ status }) => status === "running" || status === "queued").length;
  return (
    <>
      {known.size_words}
      {known.runs > 1 && (
        <>
          , grouped by{" "}
          <Grouping
            groupBy={known.group_by}
            candidates={known.candidates}
            tags={known.tags}
            onChange={(groupBy) => {
              onChange({ groupBy });
            }}
          />
        </>
      )}
      {known.interval_words !== "" && <> · {known.interval_words}</>}
      {active > 0 && <> · {live ? `live, ${active} still to finish` : "not live now"}</>}
    </>
  );
}
