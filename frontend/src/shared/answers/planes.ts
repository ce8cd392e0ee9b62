/** Columns of numbers as they are kept: first bytes together, then second ones; `backend/publication/planes.py` puts them so. */

const BYTES = 4;

/** The column again: of whole numbers the distances were kept. */
export function fromPlanes(kind: string, kept: Uint8Array): Uint8Array {
  if (kind !== "i4" && kind !== "f4") return kept;
  const count = kept.length / BYTES;
  const column = new Uint8Array(kept.length);
  for (let plane = 0; plane < BYTES; plane += 1) {
    for (let at = 0; at < count; at += 1) {
      column[at * BYTES + plane] = kept[plane * count + at] ?? 0;
    }
  }
  return kind === "i4" ? summed(column) : column;
}

function summed(column: Uint8Array): Uint8Array {
  const view = new DataView(column.buffer);
  let sum = 0;
  for (let at = 0; at < column.length; at += BYTES) {
    sum = (sum + view.getInt32(at, true)) | 0;
    view.setInt32(at, sum, true);
  }
  return column;
}
