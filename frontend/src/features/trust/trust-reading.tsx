import { useQuery } from "@tanstack/react-query";

import { unbroken } from "@/shared/words/numbers";

import { trustQuery } from "./api";

/** What the latest evaluation says about trust, in sentences: return gap, rollout length and gradients. */
export function TrustReading({ runId }: { runId: string }) {
  const reading = useQuery(trustQuery(runId)).data?.reading ?? "";
  return reading === "" ? null : <p className="reading">{unbroken(reading)}</p>;
}
