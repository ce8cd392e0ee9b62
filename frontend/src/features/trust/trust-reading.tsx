import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { trustQuery } from "./api";
import { adviceSentences, alarmSentence, gradientSentence, growthSentence } from "./words";

/** What the latest evaluation says about trust, in sentences: error, rollout length and gradients. */
export function TrustReading({ runId }: { runId: string }) {
  const trust = useQuery(trustQuery(runId)).data;
  if (trust?.advice == null) return null;
  const sentences = [
    growthSentence(trust.growth),
    ...adviceSentences(trust.advice),
    trust.gradients === null ? null : gradientSentence(trust.gradients),
  ];
  return <p className="reading">{sentences.filter((words) => words !== null).join(" ")}</p>;
}

/** The alarm, where the policy gets better in the model and not in the world. */
export function ExploitationAlarm({ runId }: { runId: string }) {
  const alarm = useQuery(trustQuery(runId)).data?.alarm;
  if (alarm?.raised !== true) return null;
  return (
    <Alert color="red" variant="light" title="Model exploitation" mb="md">
      {alarmSentence(alarm)}
    </Alert>
  );
}
