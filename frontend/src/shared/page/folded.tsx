import { type ReactNode, useState } from "react";

import classes from "./folded.module.css";

interface FoldedProps {
  /** What there is to see, as it stands above it. */
  summary: string;
  /** Whether it is open at first: where the address says what of it is looked at. */
  isOpen?: boolean;
  children: ReactNode;
}

/** What is asked for when it is opened. */
export function Folded({ summary, isOpen: isFirst = false, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(isFirst);
  return (
    <details
      className={classes["folded"]}
      open={isOpen}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
      }}
    >
      <summary>{summary}</summary>
      {isOpen && children}
    </details>
  );
}
