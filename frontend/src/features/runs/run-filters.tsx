import { MultiSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { useShortcut } from "@/shared/page/shortcuts";
import { STATUSES } from "@/shared/tables/status-word";
import { catalogQuery } from "@/shared/queries/catalog-query";

import type { RunsView } from "./address";
import { FilterExpression } from "./filter-expression";
import classes from "./run-filters.module.css";

interface RunFiltersProps {
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
}

/** What the list leaves out: words, states, environments, versions, tags, an expression. */
export function RunFilters({ view, onView }: RunFiltersProps) {
  const { data: catalog } = useQuery(catalogQuery());
  const environments = (catalog?.environments ?? []).filter(({ available }) => available);
  return (
    <div className={classes.filters} role="search" aria-label="Filter the runs">
      <Words
        key={view.q}
        words={view.q}
        onWords={(q) => {
          onView({ q });
        }}
      />
      <fieldset className={classes.states}>
        <legend className="hidden">Status</legend>
        {STATUSES.map((status) => (
          <StatusToggle key={status} status={status} view={view} onView={onView} />
        ))}
      </fieldset>
      <MultiSelect
        aria-label="Environment"
        placeholder={view.environment.length === 0 ? "Any environment" : ""}
        data={environments.map(({ id }) => id)}
        value={[...view.environment]}
        onChange={(environment) => {
          onView({ environment });
        }}
        searchable
        className={classes.choice ?? ""}
      />
      <MultiSelect
        aria-label="Algorithm version"
        placeholder={view.version.length === 0 ? "Any version" : ""}
        data={(catalog?.versions ?? []).map(({ version }) => version)}
        value={[...view.version]}
        onChange={(version) => {
          onView({ version });
        }}
        className={classes.choice ?? ""}
      />
      <FilterExpression view={view} onView={onView} />
    </div>
  );
}

interface StatusToggleProps extends RunFiltersProps {
  status: RunsView["status"][number];
}

function StatusToggle({ status, view, onView }: StatusToggleProps) {
  const isOn = view.status.includes(status);
  const without = view.status.filter((other) => other !== status);
  return (
    <button
      type="button"
      aria-pressed={isOn}
      className={classes.state}
      onClick={() => {
        onView({ status: isOn ? without : [...view.status, status] });
      }}
    >
      {status}
    </button>
  );
}

const TYPING_MS = 250;

function Words({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const [typed, setTyped] = useState(words);
  const field = useRef<HTMLInputElement>(null);
  const tell = useDebouncedCallback(onWords, TYPING_MS);
  useShortcut("search", () => field.current?.focus());
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label="Search names, tags and environments"
      placeholder="Search names, tags, environments"
      value={typed}
      className={classes.words ?? ""}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}
