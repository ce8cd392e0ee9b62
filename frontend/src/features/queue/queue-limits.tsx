import { useQuery } from "@tanstack/react-query";

import { Limits } from "@/shared/page/limits";
import type { Limit } from "@/shared/page/limits-form";
import { queueQuery } from "@/shared/queries/queue-query";
import { sessionQuery } from "@/shared/queries/session-query";
import { count } from "@/shared/words/numbers";

import { type QueueChange, USUAL_QUEUED, useLimitAccounts } from "./api";

/** What one account may have in the queue and at work: for administrators, since it is everybody's. */
export function QueueLimits() {
  const session = useQuery(sessionQuery()).data;
  const queue = useQuery(queueQuery()).data;
  const limit = useLimitAccounts();
  if (session?.role !== "admin" || queue === undefined) return null;
  const isNobodys = session.account === null;
  const limits: Limit<keyof QueueChange>[] = [
    {
      key: "max_running_per_account",
      label: "Runs of one account at a time",
      description: `Empty or 0: no limit.${isNobodys ? " Runs without an account count as one account's." : ""}`,
      most: queue.max_running_per_account,
      usual: null,
    },
    {
      key: "max_queued_per_account",
      label: "Waiting runs of one account",
      description: `Empty or 0: the usual ${count(USUAL_QUEUED)}.${isNobodys ? " Runs without an account are not limited." : ""}`,
      most: queue.max_queued_per_account,
      usual: USUAL_QUEUED,
    },
  ];
  return <Limits name="Limits" size="xs" limits={limits} saving={limit} />;
}
