import { Button, NumberInput, TagsInput } from "@mantine/core";

import classes from "./launch.module.css";
import type { FieldProps } from "./spec-field-input";
import { parseValues, showValue, splitValues } from "./values";

interface Schedule {
  from: number;
  to: number;
  between: [number, number];
}

function scheduleIn(text: string): Schedule | null {
  const values = parseValues(text);
  const [only] = values;
  if (values.length !== 1 || typeof only !== "object" || only === null || Array.isArray(only))
    return null;
  const { from, to, between } = only;
  if (typeof from !== "number" || typeof to !== "number" || !Array.isArray(between)) return null;
  return { from, to, between: [Number(between[0]), Number(between[1])] };
}

const BEGUN: Schedule = { from: 1, to: 15, between: [1_000, 5_000] };

/** The rollout length: one or several constants, or a schedule between two real steps. */
export function RolloutLengthInput({ field, text, changed, error, onChange }: FieldProps) {
  const schedule = scheduleIn(text);
  return (
    <div className={classes["length"]}>
      {schedule === null ? (
        <TagsInput
          id={field.path}
          label={
            <span className={classes["label"]}>
              <span>
                {field.title}
                {changed && <span className={classes["changed"]}> changed</span>}
              </span>
              <span className={classes["unit"]}>{field.unit}; several values make a grid</span>
            </span>
          }
          error={error}
          value={splitValues(text)}
          splitChars={[",", " ", ";"]}
          acceptValueOnBlur
          onChange={(values) => {
            onChange(values.join(","));
          }}
        />
      ) : (
        <ScheduleInput title={field.title} schedule={schedule} error={error} onChange={onChange} />
      )}
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => {
          onChange(schedule === null ? showValue(BEGUN) : String(schedule.from));
        }}
      >
        {schedule === null ? "Use a schedule" : "Use a constant length"}
      </Button>
    </div>
  );
}

interface ScheduleInputProps {
  title: string;
  schedule: Schedule;
  error: string | null;
  onChange: (text: string) => void;
}

function ScheduleInput({ title, schedule, error, onChange }: ScheduleInputProps) {
  const [first, last] = schedule.between;
  const number = (label: string, value: number, changedTo: (value: number) => Schedule) => (
    <NumberInput
      label={label}
      value={value}
      min={0}
      allowDecimal={false}
      thousandSeparator=","
      hideControls
      onChange={(next) => {
        if (next !== "") onChange(showValue(changedTo(Number(next))));
      }}
    />
  );
  return (
    <fieldset className={classes["schedule"]}>
      <legend>{title}: grows linearly</legend>
      {number("from k =", schedule.from, (from) => ({ ...schedule, from }))}
      {number("to k =", schedule.to, (to) => ({ ...schedule, to }))}
      {number("from real step", first, (step) => ({ ...schedule, between: [step, last] }))}
      {number("to real step", last, (step) => ({ ...schedule, between: [first, step] }))}
      {error !== null && <p className={classes["refusal"]}>{error}</p>}
    </fieldset>
  );
}
