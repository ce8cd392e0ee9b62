import { Select } from "@mantine/core";

import type { Schema } from "@/client/client";

import type { TrajectoriesRequest } from "./api";
import { chosenPlace, dimensionChoices, EPISODE_STEP } from "./axes";

interface AxisChoiceProps {
  told: Schema<"TrajectoriesFigure">;
  onChange: (change: Partial<Pick<TrajectoriesRequest, "dimension" | "against">>) => void;
}

/** Which dimension of the observation is drawn, and against what. */
export function AxisChoice({ told, onChange }: AxisChoiceProps) {
  const choices = dimensionChoices(told);
  return (
    <>
      <Select
        size="xs"
        w={210}
        aria-label="Dimension drawn"
        data={choices}
        value={String(told.dimension?.index)}
        allowDeselect={false}
        onChange={(value) => {
          onChange({ dimension: chosenPlace(value) });
        }}
      />
      <Select
        size="xs"
        w={210}
        aria-label="Drawn against"
        data={[{ value: EPISODE_STEP, label: "step of the episode" }, ...choices]}
        value={told.against === null ? EPISODE_STEP : String(told.against.index)}
        allowDeselect={false}
        onChange={(value) => {
          onChange({ against: chosenPlace(value) });
        }}
      />
    </>
  );
}
