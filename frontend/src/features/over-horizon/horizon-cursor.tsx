import { Slider } from "@mantine/core";

import classes from "@/shared/figure-controls/controls.module.css";

interface HorizonCursorProps {
  /** Horizon under the cursor, in model steps. */
  h: number;
  longest: number;
  onChange: (h: number) => void;
}

/** Moves the cursor of the horizon figures, for the hand and for the keyboard. */
export function HorizonCursor({ h, longest, onChange }: HorizonCursorProps) {
  const at = Math.min(h, longest);
  return (
    <div className={classes.slider}>
      <Slider
        size={3}
        thumbSize={16}
        min={1}
        max={Math.max(2, longest)}
        step={1}
        value={at}
        onChange={onChange}
        label={null}
        thumbLabel="Horizon under the cursor"
        thumbValueText={`h = ${at} model steps`}
      />
      <div className={classes.ends}>
        <span>1</span>
        <span>
          cursor: <strong>h = {at}</strong>
        </span>
        <span>{longest}</span>
      </div>
    </div>
  );
}
