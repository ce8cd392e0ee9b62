import { Autocomplete, Select, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";

import type { Schema } from "@/client/client";

import { AllFields } from "./all-fields";
import { useLaunch } from "./api";
import { BranchDrawing } from "./branch-drawing";
import { EMPTY_DRAFT, gridSentence, type Draft } from "./draft";
import type { SpecField } from "./fields";
import { LaunchSummary } from "./launch-summary";
import classes from "./launch.module.css";
import { imaginedLabel, sentence } from "./meaning";
import { RolloutLengthInput } from "./rollout-length-input";
import { SpecFieldInput } from "./spec-field-input";
import { useLaunchForm } from "./use-launch-form";
import { parseSeeds } from "./values";

/** The fields asked first, in order; the rest of the spec is one click away. */
const FIRST = [
  "environment.id",
  "algorithm.version",
  "rollout.length",
  "rollout.start",
  "training.env_steps",
];

interface LaunchPageProps {
  catalog: Schema<"Catalog">;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onLaunched: (launched: Schema<"Launched">) => void;
}

/** New runs: the form, what it means as a drawing, and what it would cost. */
export function LaunchPage({ catalog, draft, onDraft, onLaunched }: LaunchPageProps) {
  const form = useLaunchForm(catalog, draft, onDraft);
  const launch = useLaunch();
  const [opened, setOpened] = useState(false);
  const seeds = parseSeeds(draft.seeds);
  const start = () => {
    if (form.request !== null && form.preview !== undefined && !launch.isPending)
      launch.mutate(form.request, { onSuccess: onLaunched });
  };
  useHotkeys([["mod+Enter", start]], []);

  const others = form.fields.filter(({ path }) => !FIRST.includes(path));
  const elsewhere =
    form.problem !== null && others.some(({ path }) => form.fieldProps(path).error !== null);
  const input = (field: SpecField) => {
    const Input = field.path === "rollout.length" ? RolloutLengthInput : SpecFieldInput;
    return <Input key={field.path} field={field} {...form.fieldProps(field.path)} />;
  };
  const meaning = sentence(form.read, form.choice);
  return (
    <div>
      <Origin catalog={catalog} draft={draft} parent={form.parent.data?.name} onDraft={onDraft} />
      <div className={classes["page"]}>
        <form
          className={classes["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            start();
          }}
        >
          {FIRST.map((path) => form.fields.find((field) => field.path === path))
            .filter((field) => field !== undefined)
            .map(input)}
          <TextInput
            label="Seeds"
            description="One run for each: a range such as 0-4, or a list such as 0, 3, 7."
            inputWrapperOrder={["label", "input", "error", "description"]}
            value={draft.seeds}
            error={
              seeds === null ? "Whole numbers from 0 on, as 0-4 or 0, 3, 7; at most 500." : null
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
            open={opened || elsewhere}
            onToggle={setOpened}
            input={input}
          />
        </form>
        <div className={classes["meaning"]}>
          <BranchDrawing
            choice={form.choice}
            label={imaginedLabel(form.read)}
            description={meaning}
          />
          <p className="reading">{meaning}</p>
          <LaunchSummary
            sentence={countSentence(draft, seeds, form.preview)}
            preview={form.preview}
            refused={form.problem}
            failure={launch.error ?? form.failure}
            launching={launch.isPending}
            onLaunch={start}
          />
        </div>
      </div>
    </div>
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

interface OriginProps {
  catalog: Schema<"Catalog">;
  draft: Draft;
  parent: string | undefined;
  onDraft: (draft: Draft) => void;
}

/** What the form started from: a preset with its source, or a run. */
function Origin({ catalog, draft, parent, onDraft }: OriginProps) {
  const changes = Object.keys(draft.set).length;
  const preset = catalog.presets.find(({ name }) => name === draft.preset);
  return (
    <div className={classes["origin"]}>
      {draft.from === "" ? (
        <Select
          aria-label="Preset"
          searchable
          allowDeselect={false}
          data={catalog.presets.map(({ name, title }) => ({
            value: name,
            label: `${name} – ${title}`,
          }))}
          value={preset?.name ?? null}
          onChange={(name) => {
            if (name !== null) onDraft({ ...draft, preset: name, set: {} });
          }}
        />
      ) : (
        <span>
          Starting from run <strong>{parent ?? draft.from}</strong>
        </span>
      )}
      <span className="note">
        {changes === 0
          ? "nothing changed"
          : `${changes} ${changes === 1 ? "field" : "fields"} changed`}
        {(changes > 0 || draft.from !== "") && (
          <>
            {" · "}
            <button
              type="button"
              className={classes["textButton"]}
              onClick={() => {
                onDraft({
                  ...EMPTY_DRAFT,
                  preset: draft.from === "" ? draft.preset : EMPTY_DRAFT.preset,
                });
              }}
            >
              start over
            </button>
          </>
        )}
        {preset !== undefined && ` · source: ${preset.source}`}
      </span>
    </div>
  );
}
