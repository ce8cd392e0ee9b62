import type { Sort } from "./address";
import type { RunField } from "./api";

export interface Column {
  label: string;
  /** The key that it sorts by; `null` where it cannot. */
  sort: Sort | null;
  /** What a reader wants to see first: the newest, the best, the farthest. */
  firstDescending: boolean;
  isNumber: boolean;
  /** Left out first where the window is too narrow for all. */
  isSpare: boolean;
  /** In full, where the label is short. */
  title: string;
}

function column(label: string, sort: Sort | null, more: Partial<Column> = {}): Column {
  return {
    label,
    sort,
    firstDescending: false,
    isNumber: false,
    isSpare: false,
    title: label,
    ...more,
  };
}

export const COLUMNS: readonly Column[] = [
  column("run", "name"),
  column("status", "status"),
  column("progress", "env_steps", { firstDescending: true, title: "real environment steps" }),
  column("environment", "environment"),
  column("version", null, { title: "algorithm version, and the improver where one was chosen" }),
  column("k", null, { isNumber: true, title: "rollout length, model steps" }),
  column("branch from", null, { title: "where imagined rollouts begin" }),
  column("seed", null, { isNumber: true }),
  column("real return", "real_return", {
    firstDescending: true,
    isNumber: true,
    title: "last evaluation's real return, reward per episode",
  }),
  column("over steps", null, { isSpare: true, title: "real return over real steps" }),
  column("age", "created_at", { firstDescending: true, isNumber: true, title: "since the launch" }),
];

/** A column that a reader chose. Results are read from their better end, settings from the least. */
export function chosenColumn({ name, says, unit, is_number: isNumber }: RunField): Column {
  const title = unit === "" ? says : `${says}, ${unit}`;
  const firstDescending = isNumber && (!name.includes(".") || name.includes("/"));
  return column(name, name, { title, isNumber, firstDescending });
}
