import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

import { FailedHere } from "@/shared/page/page-states";

import { useSavePreset } from "./api";
import { FAMILY, nameFrom } from "./preset-name";
import { refusalOf } from "./preset-refusal";

const LONGEST_TITLE = 120;

interface PresetFormProps {
  spec: Record<string, unknown>;
  suggestion: string;
  onSaved: (name: string) => void;
}

/** Asks for a name and a title. */
export function PresetForm({ spec, suggestion, onSaved }: PresetFormProps) {
  const [rest, setRest] = useState(() => nameFrom(suggestion));
  const [title, setTitle] = useState(() => suggestion.slice(0, LONGEST_TITLE));
  const save = useSavePreset();
  const name = `${FAMILY}${rest.trim()}`;
  const asked = save.variables;
  const refusal = refusalOf(save.error, asked?.name ?? name);
  // What was refused is no longer said once it is written anew.
  const about = <Told,>(told: Told | null, isAsStated: boolean) => (isAsStated ? told : null);
  const sameName = asked?.name === name;
  const keep = (replace: boolean) => {
    const written = title.trim();
    save.mutate(
      { name, title: written === "" ? name : written, spec, replace },
      {
        onSuccess: (kept) => {
          onSaved(kept.name);
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) keep(false);
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description={`Follows ${FAMILY}; small letters, digits and hyphens.`}
          inputWrapperOrder={["label", "input", "error", "description"]}
          leftSection={<span className="soft">{FAMILY}</span>}
          leftSectionWidth="3.75rem"
          value={rest}
          error={about(refusal.name, sameName)}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setRest(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Title"
          description="What the menu says beside the name."
          inputWrapperOrder={["label", "input", "error", "description"]}
          value={title}
          maxLength={LONGEST_TITLE}
          error={about(refusal.title, asked?.title === title.trim())}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        {refusal.spec !== null && (
          <p role="alert" style={{ margin: 0, color: "var(--danger)" }}>
            This is not a run: {refusal.spec}
          </p>
        )}
        {refusal.failure !== null && (
          <FailedHere
            error={refusal.failure}
            retry={() => {
              keep(asked?.replace ?? false);
            }}
          />
        )}
        <Group>
          <Button type="submit" variant="filled" loading={save.isPending}>
            Save
          </Button>
          {refusal.isTaken && sameName && (
            <Button
              disabled={save.isPending}
              onClick={() => {
                keep(true);
              }}
            >
              Replace {name}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
