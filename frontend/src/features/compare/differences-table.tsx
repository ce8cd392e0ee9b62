import type { Comparison } from "@/shared/queries/comparison-query";
import { GroupName } from "@/shared/tables/group-mark";
import { WideTable } from "@/shared/tables/wide-table";

import classes from "./compare.module.css";
import { differing, MOST_COLUMNS, valuesCounted, valuesInGroup } from "./differences";

/** Every spec field that differs between the runs. */
export function DifferencesTable(known: Pick<Comparison, "differences" | "groups">) {
  const groups = known.groups.filter(({ hidden }) => !hidden);
  const differences = differing(known.differences, groups);
  const left = known.groups.length - groups.length;
  if (groups.length === 0) return <p className="soft">All groups are hidden.</p>;
  if (differences.length === 0) {
    const shown = left === 0 ? "" : " that are shown";
    return <p className="soft">These runs{shown} have one and the same spec.</p>;
  }
  const byGroup = groups.length > 1 && groups.length <= MOST_COLUMNS;
  return (
    <WideTable label="What differs between specs">
      <thead>
        <tr>
          <th scope="col">field</th>
          {byGroup ? (
            groups.map((group) => (
              <th key={group.key} scope="col" className="number">
                <GroupName group={group} />
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
            <th scope="row" title={difference.label}>
              <span className={classes.path}>{difference.path}</span>
            </th>
            {byGroup ? (
              groups.map((group) => (
                <td key={group.key} className="number">
                  {valuesInGroup(difference, group)}
                </td>
              ))
            ) : (
              <td className={classes.values}>{valuesCounted(difference, groups)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
