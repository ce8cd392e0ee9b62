import { Checkbox, Popover, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { catalogQuery } from "@/shared/queries/catalog-query";

interface GroupingProps {
  /** Keys in force: paths of the spec, tags and the like. */
  groupBy: readonly string[];
  /** Paths that differ between the runs. */
  candidates: readonly string[];
  /** Tags that any of the runs has. */
  tags: readonly string[];
  onChange: (groupBy: readonly string[]) => void;
}

interface Choice {
  value: string;
  label: string;
}

/** What the server groups by to give every run a line of its own. */
const EACH_RUN = "run";
const ONE_TAG = "tag:";
const MOST_NAMED = 3;

function keyWords(key: string, choices: readonly Choice[]): string {
  const known = choices.find(({ value }) => value === key);
  if (known !== undefined) return known.label;
  return key.startsWith(ONE_TAG) ? `the tag ${key.slice(ONE_TAG.length)}` : key;
}

/** "a and b"; of many only the first ones are named. */
export function keysWords(keys: readonly string[], choices: readonly Choice[] = []): string {
  const words = keys.map((key) => keyWords(key, choices));
  if (keys.length <= MOST_NAMED) return words.join(" and ");
  const named = words.slice(0, MOST_NAMED - 1);
  return `${named.join(", ")} and ${String(keys.length - named.length)} more settings`;
}

/** The keys to group by after a choice. A run by itself is in no group with others. */
export function chosenKeys(
  keys: readonly string[],
  chosen: readonly string[],
  before: readonly string[],
): readonly string[] {
  if (chosen.includes(EACH_RUN) && !before.includes(EACH_RUN)) return [EACH_RUN];
  return keys.filter((key) => key !== EACH_RUN && chosen.includes(key));
}

/** The part of the sentence that names the grouping, and changes it. */
export function Grouping({ groupBy, candidates, tags, onChange }: GroupingProps) {
  const choices = useQuery(catalogQuery()).data?.groupings ?? [];
  const words = groupBy.length === 0 ? "nothing" : keysWords(groupBy, choices);
  const others = choices.filter((choice) => !isPath(choice));
  // A tag with a comma cannot be named in a list.
  const ofTags = tags.filter((tag) => !tag.includes(",")).map((tag) => `${ONE_TAG}${tag}`);
  const paths = [...new Set([...groupBy, ...candidates])].filter(
    (key) => !others.some(({ value }) => value === key) && !ofTags.includes(key),
  );
  const settings = choices.filter(isPath).filter(({ value }) => !paths.includes(value));
  const keys = [...paths.toSorted(), ...others.map(({ value }) => value), ...ofTags];
  if (keys.length === 0 && settings.length === 0) return <>{words}</>;
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className="link" style={{ fontWeight: 600 }}>
          {words}
        </button>
      </Popover.Target>
      <Popover.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
        <Checkbox.Group
          label="Group runs by"
          description="Runs that agree in these are one line; their seeds make its interval."
          value={[...groupBy]}
          onChange={(chosen: string[]) => {
            onChange(chosenKeys(keys, chosen, groupBy));
          }}
        >
          <Stack gap="xs" mt="sm">
            {keys.map((key) => (
              <Checkbox key={key} value={key} label={keyWords(key, choices)} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
        {settings.length > 0 && (
          <Select
            mt="sm"
            size="xs"
            label="Or any other setting"
            description="Also one that is the same in all runs."
            placeholder="Find a setting"
            searchable
            comboboxProps={{ withinPortal: false }}
            data={settings}
            value={null}
            onChange={(key) => {
              if (key !== null) onChange([...groupBy.filter((each) => each !== EACH_RUN), key]);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whether it is a field of the spec, which is called as it is written. */
function isPath({ value, label }: Choice): boolean {
  return value === label;
}
