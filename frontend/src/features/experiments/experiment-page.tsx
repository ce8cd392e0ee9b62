import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { EditableTitle } from "@/shared/page/editable-title";
import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";

import {
  type Experiment,
  experimentQuery,
  useDeleteExperiment,
  useRenameExperiment,
  useRestoreExperiment,
} from "./api";
import { ExperimentLimit } from "./experiment-limit";
import { WhoSeesIt } from "./who-sees-it";
import { count } from "@/shared/words/numbers";
import { countSentence, runsWord, runTotal } from "@/shared/words/run-counts";

interface ExperimentPageProps {
  id: string;
  /** The button that shares it. */
  share: (experiment: Experiment) => ReactNode;
  /** Its runs. */
  children: (experiment: Experiment) => ReactNode;
}

/** One experiment: its name, its counts, what can be done with it, and its runs. */
export function ExperimentPage({ id, share, children }: ExperimentPageProps) {
  const { data, error, refetch } = useQuery(experimentQuery(id));
  const rename = useRenameExperiment();
  if (data === undefined) {
    return (
      <Page title="Experiment" isLoading={error === null}>
        {error === null ? (
          <Loading what="the experiment" />
        ) : (
          <Failed error={error} retry={refetch} />
        )}
      </Page>
    );
  }
  return (
    <Page
      tab={data.name}
      title={
        <EditableTitle
          value={data.name}
          label="Name of the experiment"
          onSave={(name) => {
            rename.mutate({ id, name });
          }}
        />
      }
      subtitle={facts(data)}
      actions={<Actions experiment={data} share={share(data)} />}
    >
      {data.description !== "" && <p className="reading">{data.description}</p>}
      {data.deleted_at !== null && <Deleted experiment={data} />}
      {children(data)}
    </Page>
  );
}

function Deleted({ experiment: { id } }: { experiment: Experiment }) {
  const restore = useRestoreExperiment();
  return (
    <p role="status" className="reading">
      This experiment was deleted.{" "}
      <button
        type="button"
        className="link"
        onClick={() => {
          restore.mutate(id);
        }}
      >
        Restore it
      </button>
    </p>
  );
}

function facts({ run_counts: counts, max_running: most, environments }: Experiment): string {
  const limit = most === null ? "" : `at most ${count(most)} at a time`;
  return [runsWord(runTotal(counts)), countSentence(counts), limit, ...environments]
    .filter((fact) => fact !== "")
    .join(" · ");
}

function Actions({ experiment, share }: { experiment: Experiment; share: ReactNode }) {
  const { id, name, run_counts: counts } = experiment;
  const remove = useDeleteExperiment();
  const navigate = useNavigate();
  return (
    <>
      <Button
        loading={remove.isPending}
        onClick={() => {
          remove.mutate({ id, name }, { onSuccess: () => void navigate({ to: "/" }) });
        }}
      >
        Delete
      </Button>
      <Button
        renderRoot={(props) => <Link {...props} to="/launch" search={{ experiment: name }} />}
      >
        Add runs
      </Button>
      <ExperimentLimit experiment={experiment} />
      <WhoSeesIt id={id} />
      {share}
      {runTotal(counts) > 0 && (
        <Button
          variant="filled"
          renderRoot={(props) => <Link {...props} to="/compare" search={{ experiment: id }} />}
        >
          Compare all
        </Button>
      )}
    </>
  );
}
