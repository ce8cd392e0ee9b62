import { duration, useNow } from "@/shared/time";

/** That a running run has made no step for a while, and for how long by now. */
export function Standstill({ since }: { since: string | null }) {
  const now = useNow();
  if (since === null) return null;
  return (
    <span style={{ color: "var(--danger)" }}>
      no step for {duration(Math.max(0, (now - Date.parse(since)) / 1000))}
    </span>
  );
}
