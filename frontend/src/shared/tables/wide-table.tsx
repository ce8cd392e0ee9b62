import type { ReactNode } from "react";

import classes from "./wide-table.module.css";

interface WideTableProps {
  /** What the table holds, for those who cannot see it. */
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A table that scrolls by itself where it is wider than the page, by hand and by keyboard. */
export function WideTable({ label, className = "", children }: WideTableProps) {
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={`figures ${className}`}>{children}</table>
    </div>
  );
}
