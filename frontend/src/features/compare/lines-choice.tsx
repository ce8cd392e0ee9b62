import { Chip, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { choiceOf } from "@/shared/address/search-values";
import { MIDDLES } from "@/shared/queries/asked-runs";
import { catalogQuery } from "@/shared/queries/catalog-query";

import type { ComparisonView } from "./address";

interface LinesChoiceProps {
  view: Pick<ComparisonView, "seeds" | "middle">;
  /** Whether the server draws every seed where nobody chose. */
  usual: boolean;
  onChange: (change: Partial<Pick<ComparisonView, "seeds" | "middle">>) => void;
}

/** What the lines of a group are: its middle, and whether every seed has a thin line beside it. */
export function LinesChoice({ view, usual, onChange }: LinesChoiceProps) {
  const choices = useQuery(catalogQuery()).data?.curve_looks.middles ?? [];
  const [first] = MIDDLES;
  const chosen = view.middle ?? first;
  return (
    <>
      <Select
        size="xs"
        w={125}
        aria-label="Line of a group"
        data={choices}
        value={chosen}
        allowDeselect={false}
        onChange={(value) => {
          const middle = choiceOf(MIDDLES, value);
          onChange({ middle: middle === first ? undefined : middle });
        }}
      />
      <Chip
        size="xs"
        radius="sm"
        variant="outline"
        checked={view.seeds ?? usual}
        onChange={(seeds) => {
          onChange({ seeds });
        }}
      >
        every seed
      </Chip>
    </>
  );
}
