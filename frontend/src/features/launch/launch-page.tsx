import { Autocomplete, TextInput } from "@mantine/core";
import { useState, type ComponentType, type ReactNode } from "react";

import type { Schema } from "@/client/client";
import { useShortcut } from "@/shared/page/shortcuts";

import { AllFields } from "@/features/launch/inputs/all-fields";
import { useLaunch } from "./api";
import { BranchDrawing } from "@/features/launch/drawing/branch-drawing";
import { ChoiceInput } from "@/features/launch/inputs/choice-input";
import { gridSentence, type Draft } from "@/features/launch/draft/draft";
import type { FieldProps } from "@/features/launch/inputs/field-label";
import type { SpecField } from "@/features/launch/fields/spec-fields";
import { LaunchSummary } from "@/features/launch/summary/launch-summary";
import classes from "./launch.module.css";
import { Origin } from "./starting-point";
import { RolloutLengthInput } from "@/features/launch/inputs/rollout-length-input";
import { SpecFieldInput } from "@/features/launch/inputs/spec-field-input";
import { useLaunchForm } from "./use-launch-form";
import { parseSeeds } from "@/features/launch/draft/field-values";

/** Fields that are asked for in a way of their own. */
const INPUTS: Readonly<Record<string, ComponentType<FieldProps>>> = {
  "rollout.length": RolloutLengthInput,
  "algorithm.improver": ChoiceInput,
};

interface LaunchPageProps {
  catalog: Schema<"Catalog">;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onLaunched: (launched: Schema<"Launched">) => void;
  /** What can be done about presets, from what the form holds and from what it started. */
  presetControls: (held: Held) => ReactNode;
}

export interface Held {
  /** The form as one spec; null where it is none. */
  spec: Record<string, unknown> | null;
  /** Null where it started from a run. */
  preset: Schema<"PresetChoice"> | null;
  /** Of the run, or of the preset. */
  name: string;
}

/** New runs: the form, what it means as a drawing, and what it would cost. */
export function LaunchPage({
  catalog,
  draft,
  onDraft,
  onLaunched,
  presetControls,
}: LaunchPageProps) {
  const form = useLaunchForm(catalog, draft, onDraft);
  const launch = useLaunch();
  const [opened, setOpened] = useState({ all: false, idle: false });
  const most = catalog.limits.max_runs;
  const seeds = parseSeeds(draft.seeds, most);
  const start = () => {
    if (form.request !== null && form.preview !== undefined && !launch.isPending)
      launch.mutate(form.request, { onSuccess: onLaunched });
  };
  useShortcut("start", start);

  const { first, others, idle, idleTitle } = form.fields;
  const isRefused = ({ path }: SpecField) =>
    form.problem !== null && form.fieldProps(path).error !== null;
  const refusedIdle = idle.some(isRefused);
  const open = {
    all: opened.all || refusedIdle || others.some(isRefused),
    idle: opened.idle || refusedIdle,
  };
  const input = (field: SpecField) => {
    const Input = INPUTS[field.path] ?? SpecFieldInput;
    return <Input key={field.path} field={field} {...form.fieldProps(field.path)} />;
  };
  return (
    <div>
      <Origin
        presets={catalog.presets}
        started={form.preset}
        draft={draft}
        parent={form.parent.data?.name}
        onDraft={onDraft}
      >
        {presetControls({
          spec: form.spec,
          preset: form.preset,
          name: form.preset?.name ?? form.parent.data?.name ?? "",
        })}
      </Origin>
      <div className={classes["page"]}>
        <form
          className={classes["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            start();
          }}
        >
          {first.map(input)}
          <TextInput
            label="Seeds"
            description="One run for each: a range such as 0-4, or a list such as 0, 3, 7."
            inputWrapperOrder={["label", "input", "error", "description"]}
            value={draft.seeds}
            error={
              seeds === null
                ? `Whole numbers from 0 on, as 0-4 or 0, 3, 7; at most ${String(most)}.`
                : null
            }
            onChange={(event) => {
              onDraft({ ...draft, seeds: event.currentTarget.value });
            }}
          />
          <Autocomplete
            label="Experiment"
            description="A new name begins an experiment; empty lets the runs name it."
            inputWrapperOrder={["label", "input", "error", "description"]}
            data={[...new Set(form.experiments.map(({ name }) => name))]}
            value={draft.experiment}
            onChange={(experiment) => {
              onDraft({ ...draft, experiment });
            }}
          />
          <AllFields
            fields={others}
            idle={idle}
            idleTitle={idleTitle}
            input={input}
            open={open}
            onToggle={setOpened}
          />
        </form>
        <div className={classes["meaning"]}>
          <Rollouts told={form.rollouts} />
          <LaunchSummary
            sentence={countSentence(draft, seeds, form.preview)}
            preview={form.preview}
            refused={form.problem}
            failure={launch.error ?? form.failure}
            onRetry={launch.isError ? start : form.askAgain}
            launching={launch.isPending}
            onLaunch={start}
          />
        </div>
      </div>
    </div>
  );
}

/** What the launch would imagine, drawn and in words; nothing until the server has said it. */
function Rollouts({ told }: { told: Schema<"RolloutPreview"> | undefined }) {
  if (told === undefined) return null;
  return (
    <>
      <BranchDrawing rollouts={told} />
      <p className="reading">{told.sentence}</p>
    </>
  );
}

function countSentence(
  draft: Draft,
  seeds: number[] | null,
  preview: Schema<"LaunchPreview"> | undefined,
): string {
  if (seeds === null) return "Which seeds?";
  return preview === undefined
    ? "Not a run yet"
    : gridSentence(draft.set, seeds.length, preview.count);
}
