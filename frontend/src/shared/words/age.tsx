import { useClock } from "./clock";
import { age, moment } from "./time-words";

/** How old, or with `ago` how long ago; the whole moment on hover. */
export function Age({ at, ago = false }: { at: string; ago?: boolean }) {
  const words = useClock((now) => age(at, now));
  return (
    <time dateTime={at} title={moment(at)} style={{ whiteSpace: "nowrap" }}>
      {ago ? (words === "now" ? "just now" : `${words} ago`) : words}
    </time>
  );
}
