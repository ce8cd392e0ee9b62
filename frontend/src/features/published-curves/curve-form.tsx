import { Button, FileInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { Problem } from "@/client/problem";
import { FailedHere } from "@/shared/page/page-states";

import { type NewPublishedCurve, usePublishedCurves } from "./api";

interface CurveFormProps {
  environment: string | undefined;
  onKept: () => void;
}

const FIELDS = [
  { name: "title", label: "Title", placeholder: "SAC" },
  { name: "source", label: "Source", placeholder: "Haarnoja et al. 2018, figure 1" },
  { name: "url", label: "Address of the source", placeholder: "https://" },
  { name: "environment", label: "Task", placeholder: "Hopper-v5" },
  { name: "metric", label: "Series", placeholder: "return/real" },
  { name: "algorithm", label: "Algorithm", placeholder: "SAC" },
] as const;

const OPTIONAL: ReadonlySet<string> = new Set(["url", "algorithm"]);

/** Asks for a curve and where it is from. What is wrong stands at its field, with its row. */
export function CurveForm({ environment = "", onKept }: CurveFormProps) {
  const { keep } = usePublishedCurves();
  const [written, setWritten] = useState<NewPublishedCurve>({
    title: "",
    source: "",
    url: "",
    environment,
    metric: "return/real",
    algorithm: "",
    csv: "",
  });
  const change = (part: Partial<Record<keyof NewPublishedCurve, string>>) => {
    setWritten((now) => ({ ...now, ...part }) as NewPublishedCurve);
  };
  const refused = keep.error instanceof Problem ? keep.error.fields : [];
  const at = (name: string) =>
    refused
      .filter(({ field }) => field === name)
      .map(({ message }) => message)
      .join("; ") || undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!keep.isPending) keep.mutate(written, { onSuccess: onKept });
      }}
    >
      <Stack gap="sm">
        {FIELDS.map(({ name, label, placeholder }) => (
          <TextInput
            key={name}
            label={label}
            placeholder={placeholder}
            required={!OPTIONAL.has(name)}
            value={written[name]}
            error={at(name)}
            onChange={(event) => {
              change({ [name]: event.currentTarget.value });
            }}
          />
        ))}
        <FileInput
          label="A file of its points"
          placeholder="CSV"
          accept=".csv,text/csv,text/plain"
          onChange={(file) => {
            void file?.text().then((csv) => {
              change({ csv });
            });
          }}
        />
        <Textarea
          label="Points"
          description="A header, then a row for each: step,value and perhaps low,high."
          required
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
          value={written.csv}
          error={at("csv")}
          onChange={(event) => {
            change({ csv: event.currentTarget.value });
          }}
        />
        {keep.error !== null && refused.length === 0 && (
          <FailedHere
            error={keep.error}
            retry={() => {
              keep.mutate(written, { onSuccess: onKept });
            }}
          />
        )}
        <Button type="submit" variant="filled" loading={keep.isPending}>
          Keep the curve
        </Button>
      </Stack>
    </form>
  );
}
