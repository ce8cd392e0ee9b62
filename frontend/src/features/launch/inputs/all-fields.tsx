import { TextInput } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";

import { matching } from "@/features/launch/fields/field-search";
import type { SpecField } from "@/features/launch/fields/spec-fields";
import classes from "@/features/launch/launch.module.css";
import { useShortcut } from "@/shared/page/shortcuts";
import { counted } from "@/shared/words/numbers";

import { type Counts, FieldGroup } from "./field-group";

interface AllFieldsProps {
  /** Fields that the chosen versions use, beside those asked first. */
  fields: readonly SpecField[];
  /** Fields that none of them uses, and what is said of these. */
  idle: readonly SpecField[];
  idleTitle: string;
  input: (field: SpecField) => ReactNode;
  isChanged: (field: SpecField) => boolean;
  isRefused: (field: SpecField) => boolean;
  onReset: (fields: readonly SpecField[]) => void;
}

/** Every field that the short form leaves out, by part of the spec; those without effect stand last. */
export function AllFields(props: AllFieldsProps) {
  const { fields, idle, idleTitle, isChanged, isRefused, onReset } = props;
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const search = useRef<HTMLInputElement>(null);
  useShortcut("search", () => search.current?.focus());

  const isSearching = query.trim() !== "";
  // What is refused stays in sight, whatever is looked for.
  const shown = (all: readonly SpecField[]) => {
    const found = matching(all, query);
    return all.filter((field) => found.includes(field) || isRefused(field));
  };
  const [used, unused] = [shown(fields), shown(idle)];
  // A group that a refusal opened stays open when the value is mended: somebody is writing in it.
  const forced = [
    ...fields.filter(isRefused).map(({ group }) => group),
    ...(idle.some(isRefused) ? [idleTitle] : []),
  ];
  if (forced.some((name) => !opened.has(name))) setOpened(new Set([...opened, ...forced]));
  const foldProps = (name: string, within: readonly SpecField[]) => ({
    open: isSearching || opened.has(name),
    onToggle: (open: boolean) => {
      if (isSearching) return;
      const next = new Set(opened);
      if (open) next.add(name);
      else next.delete(name);
      setOpened(next);
    },
    counts: countsOf(within, isChanged, isRefused),
    onReset: () => {
      onReset(within.filter(isChanged));
    },
  });
  const groups = (within: readonly SpecField[]) =>
    [...new Set(within.map(({ group }) => group))].map((group) => ({
      group,
      inside: within.filter((field) => field.group === group),
    }));
  return (
    <section className={classes["further"]} aria-label="Further settings">
      <div className={classes["furtherHead"]}>
        <h2>Further settings</h2>
        <TextInput
          ref={search}
          type="search"
          size="xs"
          aria-label="Search the settings"
          placeholder="Search by name, path or meaning"
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") setQuery("");
          }}
        />
        <span className="note" aria-live="polite">
          {isSearching
            ? `${counted(used.length + unused.length, "setting")} found`
            : `${String(fields.length + idle.length)} settings in groups`}
        </span>
      </div>
      {groups(used).map(({ group, inside }) => (
        <FieldGroup
          key={group}
          name={group}
          help={`spec#${group === "" ? "the-rest" : group}`}
          {...foldProps(group, inside)}
        >
          {inside.map(props.input)}
        </FieldGroup>
      ))}
      {unused.length > 0 && (
        <FieldGroup name={idleTitle} {...foldProps(idleTitle, unused)}>
          {unused.map(props.input)}
        </FieldGroup>
      )}
    </section>
  );
}

function countsOf(
  fields: readonly SpecField[],
  isChanged: (field: SpecField) => boolean,
  isRefused: (field: SpecField) => boolean,
): Counts {
  return {
    all: fields.length,
    changed: fields.filter(isChanged).length,
    refused: fields.filter(isRefused).length,
  };
}
