import { Button, CopyButton, Group, TextInput } from "@mantine/core";

interface CopiedTextProps {
  label: string;
  /** What the button says to a screen reader. */
  copy: string;
  text: string;
}

/** A line to copy. */
export function CopiedText({ label, copy, text }: CopiedTextProps) {
  return (
    <Group align="end" gap="sm" wrap="nowrap">
      <TextInput
        aria-label={label}
        value={text}
        readOnly
        onFocus={(event) => {
          event.currentTarget.select();
        }}
        styles={{ input: { fontFamily: "var(--mono)" } }}
        style={{ flex: 1 }}
      />
      <CopyButton value={text} timeout={4000}>
        {({ copied, copy: copyNow }) => (
          <Button onClick={copyNow} aria-label={copied ? "Copied" : copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
