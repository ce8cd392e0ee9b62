import type { Schema } from "@/client/client";

/** A cell with the words that the server has for it, and a mark where something is wrong. */
export function WordsCell({ cell }: { cell: Schema<"CellView"> | undefined }) {
  return (
    <td className="number">
      {cell?.words}
      {cell?.warning != null && (
        <span title={cell.warning}>
          {" "}
          ▲<span className="hidden"> {cell.warning}</span>
        </span>
      )}
    </td>
  );
}
