import { useClock } from "@/shared/words/clock";
import { duration } from "@/shared/words/time-words";

/** That a running run has made no step for a while, and for how long by now. */
export function Standstill({ since }: { since: string | null }) {
  const words = useClock((now) =>
    since === null ? null : duration(Math.max(0, (now - Date.parse(since)) / 1000)),
  );
  if (words === null) return null;
  return <span style={{ color: "var(--danger)" }}>no step for {words}</span>;
}
