import type { Comparison } from "@/shared/comparison";

import classes from "./compare.module.css";
import { MOST_COLUMNS, valuesCounted, valuesInGroup } from "./differences";
import { GroupMark } from "./group-mark";

/** Every spec field that differs between the runs. */
export function DifferencesTable({
  differences,
  groups,
}: Pick<Comparison, "differences" | "groups">) {
  if (differences.length === 0) {
    return <p className="soft">These runs have one and the same spec.</p>;
  }
  const byGroup = groups.length > 1 && groups.length <= MOST_COLUMNS;
  return (
    <div
      className={classes.scroll}
      tabIndex={0}
      role="group"
      aria-label="What differs between specs"
    >
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">field</th>
            {byGroup ? (
              groups.map((group) => (
                <th key={group.key} scope="col" className="number">
                  <GroupMark index={group.index} />
                  {group.label}
                </th>
              ))
            ) : (
              <th scope="col">values</th>
            )}
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr key={difference.path}>
              <th scope="row" className={classes.path} title={difference.label}>
                {difference.path}
              </th>
              {byGroup ? (
                groups.map((group) => (
                  <td key={group.key} className="number">
                    {valuesInGroup(difference, group)}
                  </td>
                ))
              ) : (
                <td>{valuesCounted(difference, groups)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
