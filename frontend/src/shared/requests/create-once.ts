import { useRef } from "react";

const KEY_BYTES = 16;

/** The headers of a request that creates. */
export type Keyed = { header: { "Idempotency-Key": string } };

/**
 * `create`, with a key that stays the same while the same thing is asked for and no answer came.
 * Asked again, by itself or by hand, the server answers what it answered the first time, so that
 * a lost answer creates nothing twice.
 */
export function useCreateOnce<Asked, Made>(
  create: (asked: Asked, keyed: Keyed) => Promise<Made>,
): (asked: Asked) => Promise<Made> {
  const last = useRef<{ asked: string; key: string } | null>(null);
  return async (asked) => {
    const text = JSON.stringify([asked]);
    if (last.current?.asked !== text) last.current = { asked: text, key: newKey() };
    const made = await create(asked, keyed(last.current.key));
    last.current = null;
    return made;
  };
}

/** The key for one of several things that are created together. */
export function keyedFor({ header }: Keyed, part: string): Keyed {
  return keyed(`${header["Idempotency-Key"]}-${part}`);
}

function keyed(key: string): Keyed {
  return { header: { "Idempotency-Key": key } };
}

/** 128 random bits. `crypto.randomUUID` is not there on plain http beyond this machine. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
