import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { sentenceOf } from "@/client/problem";

import { comparedRunsQuery, findExperimentsQuery, findRunsQuery } from "./api";
import classes from "./compare.module.css";
import { RunName } from "@/shared/tables/whole-name";
import { counted } from "@/shared/words/numbers";

interface RunPickerProps {
  /** Runs compared now. */
  chosen: readonly string[];
  /** Of these, the runs that the others are read against, each by itself. */
  baseline?: readonly string[];
  onChange: (runs: readonly string[], baseline: readonly string[]) => void;
  /** Takes all runs of an experiment, those to come too. */
  onExperiment: (experiment: string) => void;
  /** Takes all runs that pass an expression, those to come too. */
  onFilter: (filter: string) => void;
  variant?: "filled" | "default";
}

/** Chooses the runs of a comparison. */
export function RunPicker({ variant = "default", ...choice }: RunPickerProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant={variant} onClick={open}>
        Choose runs
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Runs compared"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Choice {...choice} done={close} />
      </Modal>
    </>
  );
}

function Choice(props: Omit<RunPickerProps, "variant"> & { done: () => void }) {
  const { onChange, onExperiment, onFilter, done } = props;
  const [chosen, setChosen] = useState<readonly string[]>(props.chosen);
  const [baseline, setBaseline] = useState<readonly string[]>(props.baseline ?? []);
  const [words, setWords] = useState("");
  const [searched] = useDebouncedValue(words.trim(), 200);
  const found = useQuery(findRunsQuery(searched));
  const compared = useQuery(comparedRunsQuery(chosen)).data ?? [];
  const experiments = useQuery(findExperimentsQuery()).data ?? [];
  const others = (found.data ?? []).filter(({ id }) => !chosen.includes(id));
  const pinned = others.filter((run) => run.is_pinned);
  const rest = others.filter((run) => !run.is_pinned);
  return (
    <>
      <Select
        label="All runs of an experiment"
        placeholder={experiments.length === 0 ? "There is none yet" : "Choose one"}
        searchable
        value={null}
        data={experiments.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          if (id === null) return;
          onExperiment(id);
          done();
        }}
      />
      <FilterChoice
        onFilter={(filter) => {
          onFilter(filter);
          done();
        }}
      />
      <TextInput
        mt="md"
        label="Or single runs"
        placeholder="Words in a name, tag or environment"
        data-autofocus
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
        }}
      />
      {found.isError && <p role="alert">{sentenceOf(found.error).title}</p>}
      <Checkbox.Group value={[...chosen]} onChange={setChosen} aria-label="Runs">
        <div className={classes.choices}>
          {chosen.length > 0 && <p className="note">compared now</p>}
          {compared.map((run) => (
            <div key={run.id} className={classes["compared"]}>
              <Choosable run={run} />
              <PinRun
                run={run}
                isPinned={baseline.includes(run.id)}
                onPin={(isPinned) => {
                  setBaseline(isPinned ? [run.id] : baseline.filter((id) => id !== run.id));
                }}
              />
            </div>
          ))}
          {pinned.length > 0 && <p className="note">pinned</p>}
          {pinned.map((run) => (
            <Choosable key={run.id} run={run} />
          ))}
          {rest.length > 0 && <p className="note">others, newest first</p>}
          {rest.map((run) => (
            <Choosable key={run.id} run={run} />
          ))}
          {found.isSuccess && others.length === 0 && <p className="note">No other run matches.</p>}
        </div>
      </Checkbox.Group>
      <Button
        mt="md"
        variant="filled"
        disabled={chosen.length === 0}
        onClick={() => {
          onChange(
            chosen,
            baseline.filter((id) => chosen.includes(id)),
          );
          done();
        }}
      >
        Compare {counted(chosen.length, "run")}
      </Button>
    </>
  );
}

/** All runs that pass an expression, as the list of runs reads it. */
function FilterChoice({ onFilter }: Pick<RunPickerProps, "onFilter">) {
  const [text, setText] = useState("");
  return (
    <form
      className={classes["filter"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onFilter(text.trim());
      }}
    >
      <TextInput
        label="Or all runs that pass a filter"
        placeholder='rollout.length >= 5 and version == "3.0"'
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      <Button type="submit" disabled={text.trim() === ""}>
        Compare these
      </Button>
    </form>
  );
}

/** Takes one run out of its group, for the others to be read against. */
function PinRun(props: {
  run: Schema<"Run">;
  isPinned: boolean;
  onPin: (isPinned: boolean) => void;
}) {
  const { run, isPinned, onPin } = props;
  return (
    <button
      type="button"
      className="link"
      aria-pressed={isPinned}
      aria-label={`Pin ${run.name} as baseline`}
      title="It stands by itself, and the others are read against it"
      onClick={() => {
        onPin(!isPinned);
      }}
    >
      {isPinned ? "baseline: unpin" : "pin as baseline"}
    </button>
  );
}

function Choosable({ run }: { run: Schema<"Run"> }) {
  return (
    <Checkbox
      value={run.id}
      size="sm"
      label={
        <>
          <RunName run={run} />{" "}
          <span className="note">
            {run.environment} · k = {run.rollout_length} · seed {run.seed} · {run.status}
          </span>
        </>
      }
    />
  );
}
