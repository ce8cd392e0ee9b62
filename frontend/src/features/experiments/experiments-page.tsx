import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";

import { type Experiment, experimentsQuery } from "./api";
import { ExperimentRow } from "./experiment-row";
import classes from "./experiments-page.module.css";
import { FirstStart } from "./first-start";

interface ExperimentsPageProps {
  /** The button that shares an experiment. */
  share: (experiment: Experiment) => ReactNode;
}

/** All experiments; the first start where there is none. */
export function ExperimentsPage({ share }: ExperimentsPageProps) {
  const { data, error, refetch } = useQuery(experimentsQuery());
  if (data?.total === 0) return <FirstStart />;
  return (
    <Page
      title="Experiments"
      help="experiments"
      actions={
        <Button variant="filled" renderRoot={(props) => <Link {...props} to="/launch" />}>
          New runs
        </Button>
      }
    >
      {data !== undefined && <ExperimentList experiments={data.items} share={share} />}
      {data === undefined && error === null && <Loading what="experiments" />}
      {data === undefined && error !== null && <Failed error={error} retry={refetch} />}
      {data !== undefined && data.items.length < data.total && (
        <p className="note">
          The {data.items.length} that changed last, of {data.total}.
        </p>
      )}
    </Page>
  );
}

interface ExperimentListProps extends ExperimentsPageProps {
  experiments: readonly Experiment[];
}

function ExperimentList({ experiments, share }: ExperimentListProps) {
  return (
    <ul className={classes.list}>
      {experiments.map((experiment) => (
        <ExperimentRow key={experiment.id} experiment={experiment} share={share(experiment)} />
      ))}
    </ul>
  );
}
