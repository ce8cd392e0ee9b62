import type { ChangeEvent } from "react";

import classes from "./row-checkbox.module.css";

interface RowCheckboxProps {
  label: string;
  checked: boolean;
  /** Whether only some of what it stands for are chosen. */
  indeterminate?: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  /** The pointer or the focus has come: it may be used next. */
  onNear?: () => void;
}

/** A checkbox of a row: one element, where Mantine's has seven, since a long list has many. */
export function RowCheckbox(props: RowCheckboxProps) {
  const { label, checked, indeterminate = false, onChange, onNear } = props;
  return (
    <input
      type="checkbox"
      ref={(box) => {
        if (box !== null) box.indeterminate = indeterminate;
      }}
      className={classes.box}
      aria-label={label}
      checked={checked}
      onChange={onChange}
      onPointerEnter={onNear}
      onFocus={onNear}
    />
  );
}
