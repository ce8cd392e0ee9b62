import { Button, FocusTrap, NumberInput, Stack } from "@mantine/core";
import { useState } from "react";

import { count } from "@/shared/words/numbers";

/** The highest number that the server takes. */
const HIGHEST = 100_000;

/** A limit as it is. */
export interface Limit<Key extends string = string> {
  /** Its field in what is asked of the server. */
  key: Key;
  label: string;
  description: string;
  /** So many at the most; null where there is no limit. */
  most: number | null;
  /** What holds where none is set; null: no limit. */
  usual: number | null;
}

/** The limits that are to change, by their keys; 0 takes one away. */
export type LimitChanges = Record<string, number>;

interface LimitsFormProps {
  limits: readonly Limit[];
  isSaving: boolean;
  onSave: (changes: LimitChanges) => void;
}

/** A field for each limit. What others change meanwhile is not written over: it was not typed here. */
export function LimitsForm({ limits, isSaving, onSave }: LimitsFormProps) {
  const [before] = useState(limits);
  const [typed, setTyped] = useState<Record<string, number | string>>({});
  const changes = (): LimitChanges =>
    Object.fromEntries(
      before.flatMap(({ key, most, usual }) => {
        const wanted = Number(typed[key] ?? most ?? 0);
        return (wanted === 0 ? usual : wanted) === most ? [] : [[key, wanted]];
      }),
    );
  return (
    // The popover's own trap has looked for a field before this came.
    <FocusTrap>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(changes());
        }}
      >
        <Stack gap="sm">
          {before.map(({ key, label, description, most, usual }) => (
            <NumberInput
              key={key}
              label={label}
              description={description}
              placeholder={usual === null ? "no limit" : count(usual)}
              value={typed[key] ?? most ?? ""}
              onChange={(value) => {
                setTyped({ ...typed, [key]: value });
              }}
              min={0}
              max={HIGHEST}
              clampBehavior="strict"
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=","
            />
          ))}
          <div>
            <Button type="submit" variant="filled" loading={isSaving}>
              Save
            </Button>
          </div>
        </Stack>
      </form>
    </FocusTrap>
  );
}
