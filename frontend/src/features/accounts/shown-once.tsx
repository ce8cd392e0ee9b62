import { Button, CopyButton, Group, TextInput } from "@mantine/core";

interface ShownOnceProps {
  label: string;
  /** What is never shown again. */
  secret: string;
}

/** A link or a token that only this page shows, and only now, with a button that copies it. */
export function ShownOnce({ label, secret }: ShownOnceProps) {
  return (
    <div role="status" style={{ maxWidth: "44rem" }}>
      <Group align="end" gap="sm" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label={label}
          description="Shown this once."
          value={secret}
          readOnly
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <CopyButton value={secret}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
        </CopyButton>
      </Group>
    </div>
  );
}
