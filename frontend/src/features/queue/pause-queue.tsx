import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sessionQuery } from "@/shared/queries/session-query";

import { usePauseQueue } from "./api";

/** Pauses the whole queue, or lets it go on: for administrators, since it is everybody's. */
export function PauseQueue({ isPaused }: { isPaused: boolean }) {
  const session = useQuery(sessionQuery());
  const pause = usePauseQueue();
  if (session.data?.role !== "admin") return null;
  return (
    <Button
      size="xs"
      loading={pause.isPending}
      onClick={() => {
        pause.mutate(!isPaused);
      }}
    >
      {isPaused ? "Let the queue go on" : "Pause the queue"}
    </Button>
  );
}
