import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";
import type { Among, NamedRuns } from "@/shared/queries/asked-runs";
import { WarningMark } from "@/shared/tables/warning-mark";
import { WholeName } from "@/shared/tables/whole-name";
import { count, counted } from "@/shared/words/numbers";

import { warnedRunsQuery } from "./api";

const MOST_NAMED = 6;

interface ComparedWarningsProps {
  named: NamedRuns;
  /** How many there are. */
  of: number;
  /** The runs themselves, where they are named one by one. */
  runs: readonly Schema<"Run">[];
}

/** Which of the compared runs carry a warning. Nothing where none does. */
export function ComparedWarnings({ named, of, runs }: ComparedWarningsProps) {
  if (named.among !== undefined) return <WarningsOfMany among={named.among} of={of} />;
  const warned = runs.filter(({ warnings }) => warnings.length > 0);
  return <Warned some={warned.slice(0, MOST_NAMED)} total={warned.length} of={runs.length} />;
}

function WarningsOfMany({ among, of }: { among: Among; of: number }) {
  const { data } = useQuery(warnedRunsQuery(among));
  return data === undefined ? null : <Warned some={data.items} total={data.total} of={of} />;
}

interface WarnedProps {
  some: readonly Schema<"Run">[];
  total: number;
  of: number;
}

function Warned({ some, total, of }: WarnedProps) {
  if (total === 0) return null;
  const left = total - some.length;
  return (
    <section aria-label="Warnings of the compared runs" style={{ marginBottom: "1rem" }}>
      <p className="reading" style={{ marginBottom: "0.25rem" }}>
        {count(total)} of {counted(of, "run")} {total === 1 ? "carries" : "carry"} a warning; read{" "}
        {total === 1 ? "its" : "their"} numbers with care.
      </p>
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {some.map((run) => (
          <li key={run.id} style={{ overflowWrap: "anywhere" }}>
            <WarningMark warnings={run.warnings} /> <WholeName text={run.name} />
          </li>
        ))}
        {left > 0 && <li className="note">and {count(left)} more</li>}
      </ul>
    </section>
  );
}
