import type { Schema } from "@/client/client";

import classes from "@/features/launch/launch.module.css";
import { showValue } from "@/features/launch/draft/field-values";

/** The runs that a launch would make, by name: nothing is changed by looking. */
export function PlannedRuns({ preview }: { preview: Schema<"LaunchPreview"> }) {
  const more = preview.count - preview.runs.length;
  return (
    <div className={classes["planned"]} tabIndex={0} role="region" aria-label="Dry run">
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">what differs</th>
            <th scope="col" className="number">
              seed
            </th>
          </tr>
        </thead>
        <tbody>
          {preview.runs.map((run) => (
            <tr key={run.name}>
              <td>{run.name}</td>
              <td>
                {Object.entries(run.differs)
                  .map(([path, value]) => `${path} = ${showValue(value)}`)
                  .join(", ")}
              </td>
              <td className="number">{run.seed}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="note">and {more.toLocaleString("en-US")} more</p>}
    </div>
  );
}
