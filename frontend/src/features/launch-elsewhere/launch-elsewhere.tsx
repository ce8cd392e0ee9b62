import { Button, CopyButton, Group, NativeSelect, Popover, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { launchFormAt } from "@/shared/address/sent-spec";
import { FailedHere } from "@/shared/page/page-states";
import { specYamlQuery } from "@/shared/queries/spec-query";
import { saveFile } from "@/shared/requests/downloads";
import { launchCommand } from "@/shared/words/launch-command";

import classes from "./launch-elsewhere.module.css";
import { keepOwnAddress, ownAddress } from "./own-address";

interface LaunchElsewhereProps {
  /** Runs to launch from; the first is chosen. */
  runs: readonly { id: string; name: string }[];
}

/** Launches what is shown on the reader's own Branchpoint: this one is not theirs. */
export function LaunchElsewhere({ runs }: LaunchElsewhereProps) {
  const [opened, setOpened] = useState(false);
  const [first] = runs;
  if (first === undefined) return null;
  return (
    <Popover position="bottom-end" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <Button
          onClick={() => {
            setOpened(!opened);
          }}
        >
          Launch from this
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Launch from this" className={classes.panel ?? ""}>
        <Choice runs={runs} first={first.id} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choice({ runs, first }: LaunchElsewhereProps & { first: string }) {
  const [chosen, setChosen] = useState(first);
  const runId = runs.some(({ id }) => id === chosen) ? chosen : first;
  const spec = useQuery(specYamlQuery(runId));
  return (
    <Stack gap="sm">
      {runs.length > 1 && (
        <NativeSelect
          label="Spec of the run"
          data={runs.map(({ id, name }) => ({ value: id, label: name }))}
          value={runId}
          onChange={({ currentTarget: { value } }) => {
            setChosen(value);
          }}
        />
      )}
      {spec.isError && <FailedHere error={spec.error} retry={spec.refetch} />}
      <pre className={classes.spec} tabIndex={0} aria-label="Spec as YAML">
        {spec.data ?? "Reading the spec …"}
      </pre>
      <Files runId={runId} yaml={spec.data} />
      <OwnForm yaml={spec.data} />
    </Stack>
  );
}

function Files({ runId, yaml }: { runId: string; yaml: string | undefined }) {
  const isComing = yaml === undefined;
  return (
    <Group gap="xs">
      <Copied text={yaml ?? ""} words="Copy the spec" isComing={isComing} />
      <Copied text={launchCommand(yaml ?? "")} words="Copy the command" isComing={isComing} />
      <Button
        size="xs"
        disabled={isComing}
        onClick={() => {
          saveFile(`${runId}.yaml`, "application/yaml", yaml ?? "");
        }}
      >
        Download
      </Button>
    </Group>
  );
}

interface CopiedProps {
  text: string;
  words: string;
  isComing: boolean;
}

function Copied({ text, words, isComing }: CopiedProps) {
  return (
    <CopyButton value={text} timeout={3000}>
      {({ copied, copy }) => (
        <Button size="xs" onClick={copy} disabled={isComing}>
          {copied ? "Copied" : words}
        </Button>
      )}
    </CopyButton>
  );
}

/** A way to the launch form of the reader's own Branchpoint, which has the spec in it then. */
function OwnForm({ yaml }: { yaml: string | undefined }) {
  const [address, setAddress] = useState(ownAddress);
  const form = launchFormAt(address, yaml ?? "");
  return (
    <>
      <TextInput
        label="Address of your own Branchpoint"
        description="Its launch form opens with this spec. Nothing starts before you press Launch there."
        value={address}
        maxLength={500}
        error={form === null ? "An address such as http://127.0.0.1:8710." : undefined}
        onChange={({ currentTarget: { value } }) => {
          setAddress(value);
        }}
      />
      {form !== null && yaml !== undefined && (
        <Button
          variant="filled"
          component="a"
          href={form}
          target="_blank"
          rel="noopener noreferrer"
          onClick={() => {
            keepOwnAddress(address);
          }}
        >
          Open my launch form
        </Button>
      )}
    </>
  );
}
