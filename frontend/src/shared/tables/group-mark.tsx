import classes from "./group-mark.module.css";
import { WholeName } from "./whole-name";
import { groupStyle } from "@/shared/theme/palette";
import { useColorScheme } from "@/shared/theme/theme";

const PATHS = {
  circle: "M6 2a4 4 0 1 0 0.01 0Z",
  square: "M2 2H10V10H2Z",
  diamond: "M6 1 11 6 6 11 1 6Z",
  "triangle-up": "M6 1.5 11 10H1Z",
  cross: "M4.2 1.5H7.8V4.2H10.5V7.8H7.8V10.5H4.2V7.8H1.5V4.2H4.2Z",
  x: "M2 3.5 3.5 2 6 4.5 8.5 2 10 3.5 7.5 6 10 8.5 8.5 10 6 7.5 3.5 10 2 8.5 4.5 6Z",
} as const;

/** The colour of a group's line, and its mark where the colour alone is taken. */
function GroupMark({ index }: { index: number }) {
  const { color, symbol } = groupStyle(index, useColorScheme());
  return (
    <svg viewBox="0 0 12 12" className={classes.mark} aria-hidden="true">
      <path d={PATHS[symbol ?? "square"]} fill={color} />
    </svg>
  );
}

/** A group's mark and its name, on one line: a name that is too long for it is cut. */
export function GroupName({ group }: { group: { index: number; label: string } }) {
  return (
    <span className={classes.group}>
      <GroupMark index={group.index} />
      <WholeName text={group.label} />
    </span>
  );
}
