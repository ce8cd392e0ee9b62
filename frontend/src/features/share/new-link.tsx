import { Button, CopyButton, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

import { sentenceOf } from "@/client/problem";

import { useCreateShare } from "./api";
import { LIFETIMES, type Lifetime, loopback, newShare, type ShareTarget } from "./target";

/** How long, and the link itself: shown this once, because its token is not kept. */
export function NewLink({ target }: { target: ShareTarget }) {
  const [lifetime, setLifetime] = useState<Lifetime>("30 days");
  const create = useCreateShare();
  if (create.data !== undefined) return <FreshLink path={create.data.url} />;
  const refusal = create.error === null ? null : sentenceOf(create.error);
  return (
    <Stack gap="sm">
      <div>
        <p className="note" id="share-lifetime" style={{ margin: "0 0 0.25rem" }}>
          The link works for
        </p>
        <SegmentedControl
          aria-labelledby="share-lifetime"
          data={[...LIFETIMES]}
          value={lifetime}
          onChange={(value) => {
            setLifetime(value);
          }}
          fullWidth
        />
      </div>
      <Group>
        <Button
          variant="filled"
          loading={create.isPending}
          onClick={() => {
            create.mutate(newShare(target, lifetime, new Date()));
          }}
        >
          Make the link
        </Button>
      </Group>
      {refusal !== null && (
        <p role="alert" style={{ color: "var(--danger)", margin: 0 }}>
          {refusal.title}. {refusal.detail}
        </p>
      )}
    </Stack>
  );
}

function FreshLink({ path }: { path: string }) {
  const address = new URL(path, window.location.origin).href;
  return (
    <Stack gap="xs" role="status">
      <Group align="end" gap="sm" wrap="nowrap">
        <TextInput
          label="Copy it now: it is not shown again"
          value={address}
          readOnly
          data-autofocus
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          style={{ flex: 1 }}
        />
        <CopyButton value={address} timeout={4000}>
          {({ copied, copy }) => (
            <Button variant="filled" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      {loopback(window.location.hostname) && (
        <p className="note" style={{ margin: 0 }}>
          This server listens on this machine only, so the link opens here, or through a tunnel to
          this machine.
        </p>
      )}
    </Stack>
  );
}
