import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { publication } from "@/client/transport";
import { ERROR_FIELDS, runFieldsQuery } from "@/shared/queries/run-fields-query";

interface FieldChoiceProps {
  label: string;
  /** The field that is shown; empty until it is known. */
  value: string;
  /** Whether it has to be a number. */
  isNumber?: boolean;
  onValue: (value: string) => void;
}

/** A field of the runs: a setting, a result, or the error at a horizon. What is kept lists all that it has. */
export function FieldChoice({ label, value, isNumber = false, onValue }: FieldChoiceProps) {
  const { data } = useQuery(runFieldsQuery());
  const known = (data?.items ?? []).filter((field) => field.is_number || !isNumber);
  const errors = publication() === null ? ERROR_FIELDS : [];
  const names = new Set([...errors, ...known].map(({ name }) => name));
  return (
    <Select
      label={label}
      size="xs"
      data={[...names.add(value)].filter((name) => name !== "")}
      value={value}
      searchable
      allowDeselect={false}
      onChange={(chosen) => {
        if (chosen !== null) onValue(chosen);
      }}
    />
  );
}
