import type { Schema } from "@/client/client";
import { WarningMark } from "@/shared/tables/warning-mark";
import { WholeName } from "@/shared/tables/whole-name";
import { counted } from "@/shared/words/numbers";

const MOST_NAMED = 6;

/** Which of the compared runs carry a warning. Nothing where none does. */
export function ComparedWarnings({ runs }: { runs: readonly Schema<"Run">[] }) {
  const warned = runs.filter(({ warnings }) => warnings.length > 0);
  if (warned.length === 0) return null;
  const left = warned.length - MOST_NAMED;
  return (
    <section aria-label="Warnings of the compared runs" style={{ marginBottom: "1rem" }}>
      <p className="reading" style={{ marginBottom: "0.25rem" }}>
        {warned.length} of {counted(runs.length, "run")} {warned.length === 1 ? "carries" : "carry"}{" "}
        a warning; read {warned.length === 1 ? "its" : "their"} numbers with care.
      </p>
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {warned.slice(0, MOST_NAMED).map((run) => (
          <li key={run.id} style={{ overflowWrap: "anywhere" }}>
            <WarningMark warnings={run.warnings} /> <WholeName text={run.name} />
          </li>
        ))}
        {left > 0 && <li className="note">and {left} more</li>}
      </ul>
    </section>
  );
}
