import type { Schema } from "@/client/client";
import { specValue } from "@/shared/words/spec-words";
import { moment } from "@/shared/words/time-words";

import classes from "./run.module.css";

function rowsOf(provenance: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(provenance).flatMap(([name, value]): [string, string][] => {
    const label = prefix + name.replaceAll("_", " ");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return rowsOf(value as Record<string, unknown>, `${label} · `);
    }
    return [[label, value == null ? "not recorded" : specValue(value)]];
  });
}

/** Where and with what it was made, so that "run this again" means something. */
export function RunProvenance({ run }: { run: Schema<"RunDetail"> }) {
  const times: [string, string | null][] = [
    ["launched", run.created_at],
    ["started", run.started_at],
    ["finished", run.finished_at],
  ];
  const rows: [string, string][] = [
    ["run", run.id],
    ...times.flatMap(([name, at]): [string, string][] => (at === null ? [] : [[name, moment(at)]])),
    ...rowsOf(run.provenance),
  ];
  return (
    <section aria-labelledby="provenance-title">
      <h2 id="provenance-title">Provenance</h2>
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
