import { Autocomplete, TextInput } from "@mantine/core";

import type { Draft } from "@/features/launch/draft/draft";

interface LaunchTargetsProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Null where the text names none. */
  seeds: readonly number[] | null;
  /** Runs in one launch. */
  most: number;
  experiments: readonly { name: string }[];
}

/** Which seeds are run, and where the runs go. */
export function LaunchTargets({ draft, onDraft, seeds, most, experiments }: LaunchTargetsProps) {
  return (
    <>
      <TextInput
        label="Seeds"
        description="One run for each: a range such as 0-4, or a list such as 0, 3, 7."
        inputWrapperOrder={["label", "input", "error", "description"]}
        value={draft.seeds}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
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
        data={[...new Set(experiments.map(({ name }) => name))]}
        value={draft.experiment}
        onChange={(experiment) => {
          onDraft({ ...draft, experiment });
        }}
      />
    </>
  );
}
