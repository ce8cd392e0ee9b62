import { age, moment, useNow } from "./time";

/** How long ago; the whole moment on hover. */
export function Age({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={moment(at)} style={{ whiteSpace: "nowrap" }}>
      {age(at, now)}
    </time>
  );
}
