import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Rows that a table shows at first: more than anybody compares at a glance. */
export const FIRST_ROWS = 30;

/** The first rows of many, and what shows the others; `more` is nothing where all are shown. */
export function useFirstRows<Row>(rows: readonly Row[]): {
  visible: readonly Row[];
  more: ReactNode;
} {
  const [all, setAll] = useState(false);
  if (all || rows.length <= FIRST_ROWS) return { visible: rows, more: null };
  return {
    visible: rows.slice(0, FIRST_ROWS),
    more: (
      <Button
        size="compact-xs"
        mt="xs"
        onClick={() => {
          setAll(true);
        }}
      >
        Show all {rows.length} groups
      </Button>
    ),
  };
}
