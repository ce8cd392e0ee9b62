import type { Schema } from "@/client/client";
import type { Comparison } from "@/shared/queries/comparison-query";
import { useLiveState } from "@/shared/live/live-updates";

import type { ComparisonView } from "./address";
import { seedsWords, sizeWords } from "./group-words";
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
  const interval = known.runs > 1 ? seedsWords(known.groups) : "";
  return (
    <>
      {sizeWords(known.runs, known.groups.length)}
      {known.runs > 1 && (
        <>
          , grouped by{" "}
          <Grouping
            groupBy={known.group_by}
            candidates={known.candidates}
            onChange={(groupBy) => {
              onChange({ groupBy });
            }}
          />
        </>
      )}
      {interval !== "" && <> · {interval}</>}
      {active > 0 && <> · {live ? `live, ${active} still to finish` : "not live now"}</>}
    </>
  );
}
