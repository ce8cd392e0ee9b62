import { Button, TextInput } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";

import { sentenceOf } from "@/client/problem";

interface ViewNameProps {
  name: string;
  /** Throws where the name is refused. */
  onName: (name: string) => Promise<void>;
}

/** Asks for a view's name and says why one is refused. */
export function ViewName({ name, onName }: ViewNameProps) {
  const [text, setText] = useState(name);
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onName(text.trim()).catch((error: unknown) => {
      const { title, detail } = sentenceOf(error);
      setRefusal(detail === "" ? title : detail);
    });
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label="Name"
        value={text}
        maxLength={120}
        required
        data-autofocus
        error={refusal}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setRefusal(null);
        }}
      />
      <Button type="submit" variant="filled" mt="md" disabled={text.trim() === ""}>
        Save
      </Button>
    </form>
  );
}
