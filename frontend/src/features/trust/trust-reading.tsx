import { useQuery } from "@tanstack/react-query";

import { trustQuery } from "./api";
import { adviceSentences, gradientSentence, growthSentence } from "./trust-sentences";

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
