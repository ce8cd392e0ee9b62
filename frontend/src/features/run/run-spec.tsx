import { Button, CopyButton, Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { specYamlQuery } from "@/shared/queries/spec-query";
import { saveFile } from "@/shared/requests/downloads";
import { launchCommand } from "@/shared/words/launch-command";
import { specValue } from "@/shared/words/spec-words";

import classes from "./run.module.css";

const VIEWS = [
  { value: "differences", label: "differences" },
  { value: "yaml", label: "YAML" },
];

/** What was asked of the run: whole, or where it departs from the nearest preset. */
export function RunSpec({ run }: { run: Schema<"RunDetail"> }) {
  const [view, setView] = useState("differences");
  const yaml = useQuery(specYamlQuery(run.id)).data;
  return (
    <section aria-labelledby="spec-title">
      <Group justify="space-between" mb="sm">
        <h2 id="spec-title">Spec</h2>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="How the spec is shown"
            data={VIEWS}
            value={view}
            onChange={setView}
          />
          <CopyButton value={yaml ?? ""} timeout={3000}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy} disabled={yaml === undefined}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <CopyButton value={launchCommand(yaml ?? "")} timeout={3000}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                onClick={copy}
                disabled={yaml === undefined}
                title="A command that launches the same on any Branchpoint"
              >
                {copied ? "Copied" : "Copy command"}
              </Button>
            )}
          </CopyButton>
          <Button
            size="xs"
            disabled={yaml === undefined}
            onClick={() => {
              saveFile(`${run.id}.yaml`, "application/yaml", yaml ?? "");
            }}
          >
            Download
          </Button>
        </Group>
      </Group>
      {view === "yaml" ? (
        <pre className={classes.spec} tabIndex={0} aria-label="Spec as YAML">
          {yaml ?? "Reading the spec …"}
        </pre>
      ) : (
        <Differences nearest={run.nearest_preset} />
      )}
    </section>
  );
}

function Differences({ nearest }: { nearest: Schema<"RunDetail">["nearest_preset"] }) {
  if (nearest === null) return <p className="soft">There are no presets to compare with.</p>;
  const { name, differences } = nearest;
  if (differences.length === 0) {
    return (
      <p className="reading">
        This is the preset <strong>{name}</strong>, unchanged.
      </p>
    );
  }
  return (
    <div
      className={classes.scroll}
      tabIndex={0}
      role="group"
      aria-label="Differences to the preset"
    >
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col" className="number">
              this run
            </th>
            <th scope="col" className="number">
              {name}
            </th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ path, here, there }) => (
            <tr key={path}>
              <th scope="row" className={classes.path}>
                {path}
              </th>
              <td className="number">{specValue(here)}</td>
              <td className="number soft">{specValue(there)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
