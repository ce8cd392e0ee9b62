import { Checkbox, Popover, Stack } from "@mantine/core";

interface GroupingProps {
  /** Paths in force. */
  groupBy: readonly string[];
  /** Paths that differ between the runs. */
  candidates: readonly string[];
  onChange: (groupBy: readonly string[]) => void;
}

/** What the server groups by to give every run a line of its own. */
const EACH_RUN = "run";

function pathWords(path: string): string {
  return path === EACH_RUN ? "each run by itself" : path;
}

const MOST_NAMED = 3;

/** "a and b"; of many only the first ones are named. */
export function pathsWords(paths: readonly string[]): string {
  if (paths.length <= MOST_NAMED) return paths.map(pathWords).join(" and ");
  const named = paths.slice(0, MOST_NAMED - 1).map(pathWords);
  return `${named.join(", ")} and ${String(paths.length - named.length)} more settings`;
}

/** The paths to group by after a choice. A run by itself is in no group with others. */
export function chosenPaths(
  paths: readonly string[],
  chosen: readonly string[],
  before: readonly string[],
): readonly string[] {
  if (chosen.includes(EACH_RUN) && !before.includes(EACH_RUN)) return [EACH_RUN];
  return paths.filter((path) => path !== EACH_RUN && chosen.includes(path));
}

/** The part of the sentence that names the grouping, and changes it. */
export function Grouping({ groupBy, candidates, onChange }: GroupingProps) {
  const paths = [...new Set([...groupBy, ...candidates, EACH_RUN])].toSorted();
  const words = groupBy.length === 0 ? "nothing" : pathsWords(groupBy);
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className="link" style={{ fontWeight: 600 }}>
          {words}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label="Group runs by"
          description="Runs that agree in these are one line; their seeds make its interval."
          value={[...groupBy]}
          onChange={(chosen: string[]) => {
            onChange(chosenPaths(paths, chosen, groupBy));
          }}
        >
          <Stack gap="xs" mt="sm">
            {paths.map((path) => (
              <Checkbox key={path} value={path} label={pathWords(path)} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
