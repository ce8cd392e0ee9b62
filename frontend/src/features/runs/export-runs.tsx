import { Menu } from "@mantine/core";

import { tellFailure } from "@/shared/requests/offers-to-undo";
import { apiAddress, saveAnswer } from "@/shared/requests/downloads";

import type { RunQuery } from "./address";

const FORMATS = [
  { format: "csv", name: "CSV" },
  { format: "json", name: "JSON" },
  { format: "parquet", name: "Parquet" },
] as const;

/** All runs that match as a file: settings, results, the columns shown, tags and notes. */
export function ExportRuns({ query }: { query: RunQuery }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="link">
          export
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, name }) => (
          <Menu.Item
            key={format}
            onClick={() => {
              const address = apiAddress("runs/table", { ...parametersOf(query), format });
              saveAnswer(`runs.${format}`, address).catch(tellFailure);
            }}
          >
            {name}, with notes
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function parametersOf(query: RunQuery): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
