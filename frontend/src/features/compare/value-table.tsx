import type { ComparedGroup } from "@/shared/queries/comparison-query";
import { useFirstRows } from "@/shared/tables/first-rows";
import { GroupMark } from "@/shared/tables/group-mark";
import { difference, estimate, significantlyPositive } from "@/shared/words/numbers";
import { WideTable } from "@/shared/tables/wide-table";

import { groupNote } from "./group-words";

interface ValueTableProps {
  groups: readonly ComparedGroup[];
  /** Horizon under the cursor. */
  h: number;
  /** Along whose episodes the error is measured. */
  policy: "current" | "data";
  /** False between environments, where returns share no scale. */
  returnsComparable: boolean;
  /** Takes a group out of the comparison; left out for readers of a link. */
  onRemove: ((group: ComparedGroup) => void) | undefined;
}

const HEADS = ["current ÷ data", "growth exponent", "real return", "model return", "gap"];

/** The numbers of each group at the cursor, mean ± 95 % interval over seeds. */
export function ValueTable(props: ValueTableProps) {
  const { groups, h, policy, returnsComparable, onRemove } = props;
  const { visible, more } = useFirstRows(groups);
  return (
    <div>
      <WideTable label="Values by group">
        <caption className="hidden">
          Values at horizon {h}: mean and 95 % interval over seeds, by group
        </caption>
        <thead>
          <tr>
            <th scope="col">group</th>
            <th scope="col" className="number">
              error at h = {h}
              {policy === "data" && ", data policy"}
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
            {onRemove !== undefined && (
              <th scope="col">
                <span className="hidden">remove</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {visible.map((group) => (
            <GroupRow key={group.key} group={group} onRemove={onRemove} />
          ))}
        </tbody>
      </WideTable>
      {more}
      {!returnsComparable && (
        <p className="note">
          These groups are of different environments: their returns and gaps are each on a scale of
          its own and cannot be set side by side.
        </p>
      )}
    </div>
  );
}

function GroupRow({
  group,
  onRemove,
}: Pick<ValueTableProps, "onRemove"> & { group: ComparedGroup }) {
  const gapMatters = significantlyPositive(group.gap);
  return (
    <tr>
      <th scope="row">
        <GroupMark index={group.index} />
        {group.label} <span className="note">{groupNote(group)}</span>
      </th>
      <td className="number">{estimate(group.error)}</td>
      <td className="number">{estimate(group.price_of_change)}</td>
      <td className="number">{estimate(group.error_exponent)}</td>
      <td className="number">{estimate(group.real_return)}</td>
      <td className="number">{estimate(group.model_return)}</td>
      <td className="number">
        {estimate(group.gap, difference)}
        {gapMatters && (
          <span title="The whole interval lies above zero: the policy pleases the model">
            {" "}
            ▲<span className="hidden"> significantly above zero</span>
          </span>
        )}
      </td>
      {onRemove !== undefined && (
        <td className="number">
          <button
            type="button"
            className="link"
            aria-label={`Remove ${group.label}`}
            onClick={() => {
              onRemove(group);
            }}
          >
            Remove
          </button>
        </td>
      )}
    </tr>
  );
}
