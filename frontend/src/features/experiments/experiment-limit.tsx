import { useQuery } from "@tanstack/react-query";

import { Limits } from "@/shared/page/limits";
import type { Limit } from "@/shared/page/limits-form";
import { sessionQuery } from "@/shared/queries/session-query";

import { type Experiment, type ExperimentChange, useLimitExperiment } from "./api";

/** How many runs of an experiment may run at a time: for everybody who may change it. */
export function ExperimentLimit({ experiment }: { experiment: Experiment }) {
  const session = useQuery(sessionQuery()).data;
  const limit = useLimitExperiment(experiment.id);
  if (session === undefined || session.role === "viewer") return null;
  const limits: Limit<keyof ExperimentChange>[] = [
    {
      key: "max_running",
      label: "Runs of this experiment at a time",
      description: "Empty or 0: no limit.",
      most: experiment.max_running,
      usual: null,
    },
  ];
  return <Limits name="Limit" size="sm" limits={limits} saving={limit} />;
}
