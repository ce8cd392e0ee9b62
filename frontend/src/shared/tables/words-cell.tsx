import type { Schema } from "@/client/client";

interface WordsCellProps {
  cell: Schema<"CellView"> | undefined;
  /** What stands below, smaller. */
  below?: string | undefined;
}

/** A cell with the words that the server has for it, and a mark where something is wrong. */
export function WordsCell({ cell, below }: WordsCellProps) {
  return (
    <td className="number">
      {cell?.words}
      {cell?.warning != null && (
        <span title={cell.warning}>
          {" "}
          ▲<span className="hidden"> {cell.warning}</span>
        </span>
      )}
      {below !== undefined && (
        <span className="note" style={{ display: "block" }}>
          {below}
        </span>
      )}
    </td>
  );
}
