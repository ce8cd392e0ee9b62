import type { Comparison } from "@/shared/queries/comparison-query";
import { GroupName } from "@/shared/tables/group-mark";
import { WideTable } from "@/shared/tables/wide-table";

import classes from "./compare.module.css";
import { MOST_COLUMNS, valuesCounted, valuesInGroup } from "./differences";

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
