import { useClock } from "@/shared/clock";
import { duration } from "@/shared/time";

/** That a running run has made no step for a while, and for how long by now. */
export function Standstill({ since }: { since: string | null }) {
  const words = useClock((now) =>
    since === null ? null : duration(Math.max(0, (now - Date.parse(since)) / 1000)),
  );
  if (words === null) return null;
  return <span style={{ color: "var(--danger)" }}>no step for {words}</span>;
}
