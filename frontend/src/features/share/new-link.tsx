import {
  Button,
  Checkbox,
  CopyButton,
  Group,
  SegmentedControl,
  Stack,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";

import { addressToSend } from "@/client/transport";
import type { Schema } from "@/client/client";
import { FailedHere } from "@/shared/page/page-states";

import { CopiedText } from "./copied-text";
import { frameOf } from "./frame";
import { sharesQuery, useCreateShare } from "./api";
import type { Said } from "./said";
import {
  canBeKept,
  LIFETIMES,
  loopback,
  newShare,
  shortId,
  type ShareTarget,
  USUAL_MANNER,
} from "./share-target";

const FROZEN = "It shows what is there now. Later runs, new names and deletions do not change it.";

/** How long, and the link itself: shown this once, because its token is not kept. */
export function NewLink({ target, said }: { target: ShareTarget; said: Said }) {
  const [manner, setManner] = useState(USUAL_MANNER);
  const create = useCreateShare();
  const made = create.data;
  const taken = useTaken(made?.id);
  if (made !== undefined && !taken) return <FreshLink made={made} />;
  return (
    <Stack gap="sm">
      {made !== undefined && (
        <p className="note" role="status" style={{ margin: 0 }}>
          The link {shortId(made)} was revoked and opens nothing any more.
        </p>
      )}
      <div>
        <p className="note" id="share-lifetime" style={{ margin: "0 0 0.25rem" }}>
          The link works for
        </p>
        <SegmentedControl
          aria-labelledby="share-lifetime"
          data={[...LIFETIMES]}
          value={manner.lifetime}
          onChange={(lifetime) => {
            setManner({ ...manner, lifetime });
          }}
          fullWidth
        />
      </div>
      <Checkbox
        label="Frozen"
        description={
          canBeKept(target) ? FROZEN : "Of more than 500 runs links follow what is there."
        }
        disabled={!canBeKept(target)}
        checked={manner.isFrozen}
        onChange={({ currentTarget: { checked } }) => {
          setManner({ ...manner, isFrozen: checked });
        }}
      />
      <Checkbox
        label="May be embedded"
        description="Pages of other sites may show it in a frame, to anybody who reads them."
        checked={manner.isEmbeddable}
        onChange={({ currentTarget: { checked } }) => {
          setManner({ ...manner, isEmbeddable: checked });
        }}
      />
      <Group>
        <Button
          variant="filled"
          loading={create.isPending}
          onClick={() => {
            create.mutate(newShare(target, said, manner, new Date()));
          }}
        >
          Make the link
        </Button>
      </Group>
      {create.isError && (
        <FailedHere
          error={create.error}
          retry={() => {
            // The request as it was: its end is counted from the first click.
            create.mutate(create.variables);
          }}
        />
      )}
    </Stack>
  );
}

/** Whether the link was taken back since it was made, here or in another tab. */
function useTaken(id: string | undefined): boolean {
  const open = useQuery(sharesQuery()).data;
  return id !== undefined && open !== undefined && !open.some((share) => share.id === id);
}

function FreshLink({ made }: { made: Schema<"CreatedShare"> }) {
  const address = addressToSend(made.url);
  const name = shortId(made);
  const copyButton = useRef<HTMLButtonElement>(null);
  // The button that made the link is gone; to copy it is what comes next. At once: a page that is busy
  // drawing runs other effects late.
  useLayoutEffect(() => copyButton.current?.focus(), []);
  return (
    <Stack gap="xs" role="status">
      <Group align="end" gap="sm" wrap="nowrap">
        <TextInput
          label={`Link ${name}. Copy it now: it is not shown again`}
          value={address}
          readOnly
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          style={{ flex: 1 }}
        />
        <CopyButton value={address} timeout={4000}>
          {({ copied, copy }) => (
            <Button ref={copyButton} variant="filled" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      {made.is_embeddable && (
        <CopiedText
          label="Frame for pages of other sites"
          copy="Copy the frame"
          text={frameOf(address, made.title)}
        />
      )}
      {loopback(window.location.hostname) && (
        <p className="note" style={{ margin: 0 }}>
          This server listens on this machine only, so the link opens here, or through a tunnel to
          this machine.
        </p>
      )}
    </Stack>
  );
}
