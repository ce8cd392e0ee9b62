import { Chip } from "@mantine/core";

interface SeedsSwitchProps {
  /** What was chosen; undefined leaves it to the server. */
  chosen: boolean | undefined;
  /** What the server does where nobody chose. */
  usual: boolean;
  onChange: (seeds: boolean) => void;
}

/** Whether every seed has a thin line beside its group's mean. */
export function SeedsSwitch({ chosen, usual, onChange }: SeedsSwitchProps) {
  return (
    <Chip size="xs" radius="sm" variant="outline" checked={chosen ?? usual} onChange={onChange}>
      every seed
    </Chip>
  );
}
