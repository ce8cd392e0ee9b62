import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";

import { Age } from "@/shared/words/age";

import { type Experiment, useDeleteExperiment, useRenameExperiment } from "./api";
import { countSentence, runsWord, runTotal } from "@/shared/words/run-counts";
import classes from "./experiments-page.module.css";
import { NameField } from "./name-field";
import { StatusBar } from "@/shared/tables/status-bar";

/** An experiment in the list, with what can be done to it. */
export function ExperimentRow({ experiment, share }: { experiment: Experiment; share: ReactNode }) {
  const { id, name, environments, run_counts: counts, updated_at: updatedAt } = experiment;
  const [isRenaming, setRenaming] = useState(false);
  const rename = useRenameExperiment();
  const remove = useDeleteExperiment();
  const total = runTotal(counts);
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        {isRenaming ? (
          <NameField
            name={name}
            onDone={(next) => {
              setRenaming(false);
              if (next !== name) rename.mutate({ id, name: next });
            }}
          />
        ) : (
          <h2>
            <Link to="/experiments/$experimentId" params={{ experimentId: id }}>
              {name}
            </Link>
          </h2>
        )}
        <p className={classes.facts}>
          {[runsWord(total), ...environments].join(" · ")} · changed <Age at={updatedAt} ago />
        </p>
      </div>
      <div className={classes.counts}>
        <StatusBar counts={counts} />
        <p className="note">{countSentence(counts)}</p>
      </div>
      <div className={classes.actions}>
        {total > 0 && (
          <Button
            size="compact-sm"
            renderRoot={(props) => <Link {...props} to="/compare" search={{ experiment: id }} />}
          >
            Compare
          </Button>
        )}
        {share}
        <Button
          size="compact-sm"
          onClick={() => {
            setRenaming(true);
          }}
        >
          Rename
        </Button>
        <Button
          size="compact-sm"
          loading={remove.isPending}
          onClick={() => {
            remove.mutate({ id, name });
          }}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}
