import { Button, Modal, MultiSelect, Radio, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { sentenceOf } from "@/client/problem";
import { Failed, Loading } from "@/shared/page/page-states";
import { sessionQuery } from "@/shared/queries/session-query";

import { type ExperimentAccess, accessQuery, useChangeAccess } from "./api";

const CHOICES: readonly { value: ExperimentAccess["visibility"]; label: string }[] = [
  { value: "group", label: "everybody with an account here" },
  { value: "people", label: "people that are named" },
  { value: "private", label: "nobody else" },
];

/** Says who sees an experiment, where there are accounts; its owner and administrators change it. */
export function WhoSeesIt({ id }: { id: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { data: session } = useQuery(sessionQuery());
  if ((session?.account ?? null) === null) return null;
  return (
    <>
      <Button onClick={open}>Who sees it</Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Who sees this experiment"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Access id={id} onSaved={close} />
      </Modal>
    </>
  );
}

function Access({ id, onSaved }: { id: string; onSaved: () => void }) {
  const { data, error, refetch } = useQuery(accessQuery(id));
  if (data !== undefined) return <Choice id={id} access={data} onSaved={onSaved} />;
  if (error !== null) return <Failed error={error} retry={refetch} />;
  return <Loading what="who sees it" />;
}

interface ChoiceProps {
  id: string;
  access: ExperimentAccess;
  onSaved: () => void;
}

function Choice({ id, access, onSaved }: ChoiceProps) {
  const change = useChangeAccess(id);
  const [visibility, setVisibility] = useState(access.visibility);
  const [people, setPeople] = useState(access.people);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const named = visibility === "people" ? people : [];
        change.mutate({ visibility, people: named }, { onSuccess: onSaved });
      }}
    >
      <Stack gap="md">
        <p className="reading" style={{ margin: 0 }}>
          {access.owner === null ? "It has no owner." : `${access.owner} owns it.`} Administrators
          see everything. To everybody else it does not exist, also in lists and comparisons.
        </p>
        <Radio.Group
          label="Beside its owner it is seen by"
          value={visibility}
          onChange={(chosen) => {
            setVisibility(CHOICES.find(({ value }) => value === chosen)?.value ?? visibility);
          }}
        >
          <Stack gap="xs" mt="xs">
            {CHOICES.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        {visibility === "people" && (
          <MultiSelect
            label="People"
            searchable
            data={access.everybody.map((person) => ({ value: person.id, label: person.name }))}
            value={people}
            onChange={setPeople}
            nothingFoundMessage="Nobody has that name."
          />
        )}
        {change.error !== null && (
          <p role="alert" style={{ color: "var(--danger)", margin: 0 }}>
            {sentenceOf(change.error).title}. {sentenceOf(change.error).detail}
          </p>
        )}
        <div>
          <Button type="submit" variant="filled" loading={change.isPending}>
            Save
          </Button>
        </div>
      </Stack>
    </form>
  );
}
