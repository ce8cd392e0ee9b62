import { Button, CopyButton, Group, TextInput } from "@mantine/core";

import { publishCommand } from "./publish-command";
import type { ShareTarget } from "./share-target";

/** How to send what is shared as a file that needs no server. */
export function Publishing({ target }: { target: ShareTarget }) {
  const command = publishCommand(target);
  return (
    <section aria-label="Publish" style={{ marginTop: "1.5rem" }}>
      <h3 style={{ margin: 0, fontSize: "1rem" }}>Publish</h3>
      <p className="note" style={{ margin: "0.25rem 0 0.5rem" }}>
        The same page as a file that opens without this server, as it is now. In place of{" "}
        <code>results.html</code> name a <code>.zip</code> or a folder, which holds every point and
        the files of numbers too.
      </p>
      <Group align="end" gap="sm" wrap="nowrap">
        <TextInput
          aria-label="Command that publishes this"
          value={command}
          readOnly
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          styles={{ input: { fontFamily: "var(--mono)" } }}
          style={{ flex: 1 }}
        />
        <CopyButton value={command} timeout={4000}>
          {({ copied, copy }) => (
            <Button onClick={copy} aria-label={copied ? "Copied" : "Copy the command"}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
    </section>
  );
}
