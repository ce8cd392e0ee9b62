import type { ComponentType, ReactNode } from "react";

import type { Schema } from "@/client/client";
import { useShortcut } from "@/shared/page/shortcuts";
import { offerUndo } from "@/shared/requests/offers-to-undo";

import { AllFields } from "@/features/launch/inputs/all-fields";
import { useLaunch } from "./api";
import { BesideForm } from "./beside-form";
import { type Draft, EMPTY_DRAFT, gridSentence } from "@/features/launch/draft/draft";
import { FieldFrame } from "@/features/launch/inputs/field-frame";
import type { FieldProps } from "@/features/launch/inputs/field-label";
import type { SpecField } from "@/features/launch/fields/spec-fields";
import { LaunchTargets } from "@/features/launch/inputs/launch-targets";
import { LaunchSummary } from "@/features/launch/summary/launch-summary";
import classes from "./launch.module.css";
import { Origin } from "./starting-point";
import { RolloutLengthInput } from "@/features/launch/inputs/rollout-length-input";
import { MenuInput, SpecFieldInput } from "@/features/launch/inputs/spec-field-input";
import { useLaunchForm } from "./use-launch-form";
import { parseSeeds } from "@/features/launch/draft/field-values";
import { useLaunchText } from "@/features/launch/yaml/use-launch-text";

/** Fields that are asked for in a way of their own. */
const INPUTS: Readonly<Record<string, ComponentType<FieldProps>>> = {
  "rollout.length": RolloutLengthInput,
  "algorithm.improver": MenuInput,
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
  const most = catalog.limits.max_runs;
  const seeds = parseSeeds(draft.seeds, most);
  const { first, others, idle, idleTitle } = form.fields;
  const fields = [...first, ...others, ...idle];
  const text = useLaunchText({ draft, onDraft, request: form.request, fields, start: form.start });
  const preview = text.isApart ? undefined : form.preview;
  const start = () => {
    if (form.request !== null && preview !== undefined && form.isCurrent && !launch.isPending)
      launch.mutate(form.request, { onSuccess: onLaunched });
  };
  useShortcut("start", start);
  const discard = () => {
    text.giveUp();
    onDraft({ ...EMPTY_DRAFT, preset: draft.preset, view: draft.view });
    offerUndo("The draft was discarded.", () => {
      onDraft(draft);
      return Promise.resolve();
    });
  };
  const input = (field: SpecField) => {
    const Input = INPUTS[field.path] ?? SpecFieldInput;
    const { path, title } = field;
    const props = form.fieldProps(path);
    const reset = () => {
      form.reset([path]);
    };
    return (
      <FieldFrame
        key={path}
        path={path}
        title={title}
        text={props.text}
        was={form.was(path)}
        onReset={reset}
      >
        <Input field={field} {...props} />
      </FieldFrame>
    );
  };
  return (
    <div>
      <Origin
        presets={catalog.presets}
        started={form.preset}
        draft={draft}
        parent={form.parent.data?.name}
        onDraft={onDraft}
        onDiscard={discard}
      >
        {presetControls({
          spec: form.spec,
          preset: form.preset,
          name: form.preset?.name ?? form.parent.data?.name ?? "",
        })}
      </Origin>
      <form
        className={classes["page"]}
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <div className={classes["form"]}>
          {first.map(input)}
          <LaunchTargets
            draft={draft}
            onDraft={onDraft}
            seeds={seeds}
            most={most}
            experiments={form.experiments}
          />
        </div>
        <BesideForm
          view={draft.view}
          onView={(view) => {
            onDraft({ ...draft, view });
          }}
          rollouts={form.rollouts}
          text={text}
        />
        <AllFields
          fields={others}
          idle={idle}
          idleTitle={idleTitle}
          input={input}
          isChanged={({ path }) => form.was(path) !== null}
          isRefused={({ path }) => form.mend.some((each) => each.path === path)}
          onReset={(fields) => {
            form.reset(fields.map(({ path }) => path));
          }}
        />
        <LaunchSummary
          sentence={countSentence(draft, seeds, preview)}
          preview={preview}
          isApart={text.isApart}
          refused={form.problem}
          mend={form.mend}
          failure={launch.error ?? form.failure}
          onRetry={launch.isError ? start : form.askAgain}
          isCurrent={form.isCurrent}
          launching={launch.isPending}
          onLaunch={start}
        />
      </form>
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
