import { NumberInput, SegmentedControl, TagsInput } from "@mantine/core";

import { FieldLabel, type FieldProps } from "./field-label";
import classes from "@/features/launch/launch.module.css";
import {
  type Adaptive,
  LENGTH_KINDS,
  rolloutLength,
  type Schedule,
} from "@/features/launch/draft/rollout-length";
import { showValue, splitValues } from "@/features/launch/draft/field-values";

/** The rollout length: one or several constants, a schedule, or adapted to the measured error. */
export function RolloutLengthInput({ field, text, error, onChange }: FieldProps) {
  const length = rolloutLength(text);
  // What an address asks for is shown though it be refused: its error stands beside it.
  const kinds = LENGTH_KINDS.filter((kind) => field.choices.includes(kind) || kind === length.kind);
  return (
    <div className={classes["length"]}>
      {length.kind === "constant" && (
        <TagsInput
          id={field.path}
          label={<FieldLabel field={field} note="; several values make a grid" />}
          error={error}
          value={splitValues(text)}
          splitChars={[",", " ", ";"]}
          acceptValueOnBlur
          onChange={(values) => {
            onChange(values.join(","));
          }}
        />
      )}
      {length.kind === "schedule" && (
        <ScheduleInput title={field.title} schedule={length} error={error} onChange={onChange} />
      )}
      {length.kind === "adaptive" && (
        <AdaptiveInput title={field.title} adaptive={length} error={error} onChange={onChange} />
      )}
      {kinds.length > 1 && (
        <SegmentedControl
          aria-label={`${field.title}: how it changes`}
          size="xs"
          data={kinds.map((value) => ({ value, label: field.names[value] ?? value }))}
          value={length.kind}
          onChange={(kind) => {
            onChange(showValue(field.examples[kind]));
          }}
        />
      )}
    </div>
  );
}

interface VaryingLengthProps {
  title: string;
  error: string | null;
  onChange: (text: string) => void;
}

interface NumberOfProps {
  label: string;
  /** Null where it is left to the default. */
  value: number | null;
  whole: boolean;
  onNumber: (value: number) => void;
}

function NumberOf({ label, value, whole, onNumber }: NumberOfProps) {
  return (
    <NumberInput
      label={label}
      value={value ?? ""}
      placeholder="default"
      min={0}
      allowDecimal={!whole}
      thousandSeparator=","
      hideControls
      onChange={(next) => {
        if (next !== "") onNumber(Number(next));
      }}
    />
  );
}

function ScheduleInput({
  title,
  schedule,
  error,
  onChange,
}: VaryingLengthProps & { schedule: Schedule }) {
  const { from, to, between } = schedule;
  const [first, last] = between;
  const number = (label: string, value: number, changedTo: (value: number) => Schedule) => (
    <NumberOf
      label={label}
      value={value}
      whole
      onNumber={(next) => {
        onChange(showValue({ ...changedTo(next) }));
      }}
    />
  );
  return (
    <fieldset className={classes["schedule"]}>
      <legend>{title}: grows linearly</legend>
      {number("from k =", from, (next) => ({ from: next, to, between }))}
      {number("to k =", to, (next) => ({ from, to: next, between }))}
      {number("from real step", first, (step) => ({ from, to, between: [step, last] }))}
      {number("to real step", last, (step) => ({ from, to, between: [first, step] }))}
      {error !== null && <p className={classes["refusal"]}>{error}</p>}
    </fieldset>
  );
}

/** What the text says itself, without what is left to defaults. */
function said({ tolerance, largest, hysteresis }: Adaptive) {
  return {
    tolerance,
    ...(largest === null ? {} : { largest }),
    ...(hysteresis === null ? {} : { hysteresis }),
  };
}

function AdaptiveInput({
  title,
  adaptive,
  error,
  onChange,
}: VaryingLengthProps & { adaptive: Adaptive }) {
  const number = (label: string, name: keyof Adaptive, whole: boolean) => (
    <NumberOf
      label={label}
      value={adaptive[name]}
      whole={whole}
      onNumber={(next) => {
        onChange(showValue({ ...said(adaptive), [name]: next }));
      }}
    />
  );
  return (
    <fieldset className={classes["schedule"]}>
      <legend>{title}: as long as the measured error is tolerable</legend>
      {number("error at most (deviations)", "tolerance", false)}
      {number("largest k", "largest", true)}
      {number("hysteresis (share)", "hysteresis", false)}
      {error !== null && <p className={classes["refusal"]}>{error}</p>}
    </fieldset>
  );
}
