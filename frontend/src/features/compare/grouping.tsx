import { Checkbox, Popover, Stack } from "@mantine/core";

interface GroupingProps {
  /** Paths in force. */
  groupBy: readonly string[];
  /** Paths that differ between the runs. */
  candidates: readonly string[];
  onChange: (groupBy: readonly string[]) => void;
}

/** The part of the sentence that names the grouping, and changes it. */
export function Grouping({ groupBy, candidates, onChange }: GroupingProps) {
  const paths = [...new Set([...groupBy, ...candidates])].toSorted();
  if (paths.length === 0) return null;
  const words = groupBy.length === 0 ? "nothing" : groupBy.join(" and ");
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
            onChange(paths.filter((path) => chosen.includes(path)));
          }}
        >
          <Stack gap="xs" mt="sm">
            {paths.map((path) => (
              <Checkbox key={path} value={path} label={path} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
