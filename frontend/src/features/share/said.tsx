import { Stack, Textarea, TextInput } from "@mantine/core";

/** What is said of something that is shown to others. */
export interface Said {
  title: string;
  /** Markdown. */
  note: string;
}

export const LONGEST_TITLE = 200;
const LONGEST_NOTE = 20_000;

interface SaidFieldsProps {
  said: Said;
  onChange: (said: Said) => void;
}

/** Title and note, of a link and of a page that is published. */
export function SaidFields({ said, onChange }: SaidFieldsProps) {
  return (
    <Stack gap="xs">
      <TextInput
        label="Title"
        value={said.title}
        maxLength={LONGEST_TITLE}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...said, title: value });
        }}
      />
      <Textarea
        label="Note"
        description="What you say of it, above the figures. Markdown; may be left empty."
        value={said.note}
        maxLength={LONGEST_NOTE}
        rows={3}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...said, note: value });
        }}
      />
    </Stack>
  );
}
