/** Ranges of axes as the address writes them, `name:low:high` each, and the order of axes. */

function nameOf(range: string): string {
  return range.split(":").slice(0, -2).join(":");
}

/** Those of these axes. */
export function rangesOf(ranges: readonly string[], fields: readonly string[]): readonly string[] {
  return ranges.filter((range) => fields.includes(nameOf(range)));
}

/** The ranges with this one of an axis, or without one of it. */
export function withRange(
  ranges: readonly string[],
  name: string,
  ends: readonly [number | undefined, number | undefined] | undefined,
): readonly string[] {
  const others = ranges.filter((range) => nameOf(range) !== name);
  const [low, high] = ends ?? [];
  return low === undefined || high === undefined ? others : [...others, `${name}:${low}:${high}`];
}

/** The fields with one moved by so many places. */
export function moved(fields: readonly string[], place: number, by: number): readonly string[] {
  const rest = fields.filter((_, at) => at !== place);
  return [
    ...rest.slice(0, place + by),
    ...fields.slice(place, place + 1),
    ...rest.slice(place + by),
  ];
}
