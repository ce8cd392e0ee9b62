import { beforeEach, describe, expect, it, vi } from "vitest";

import { inAPlace, takeTurn } from "./tab-turns";

type Options = { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal };
type Act = (lock: object | null) => Promise<unknown>;

let held: Set<string>;
let asked: { name: string; options: Options }[];

/** Locks whose holders keep them until they are done; one that is held is not waited for. */
function request(name: string, options: Options, act: Act): Promise<unknown> {
  asked.push({ name, options });
  if (held.has(name)) return act(null);
  held.add(name);
  return act({}).finally(() => held.delete(name));
}

beforeEach(() => {
  held = new Set();
  asked = [];
  vi.stubGlobal("navigator", { locks: { request } });
  return () => vi.unstubAllGlobals();
});

describe("the places for streams", () => {
  it("are four, and a fifth stream is not begun", async () => {
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const begun = [0, 1, 2, 3].map(() => inAPlace(() => done));
    await vi.waitFor(() => {
      expect(held.size).toBe(4);
    });
    const fifth = vi.fn(() => Promise.resolve());
    expect(await inAPlace(fifth)).toBe(false);
    expect(fifth).not.toHaveBeenCalled();
    finish();
    expect(await Promise.all(begun)).toEqual([true, true, true, true]);
    expect(await inAPlace(fifth)).toBe(true);
    expect(asked.every(({ options }) => options.ifAvailable === true)).toBe(true);
  });

  it("are not counted where the browser has no locks", async () => {
    vi.stubGlobal("navigator", {});
    const act = vi.fn(() => Promise.resolve());
    expect(await inAPlace(act)).toBe(true);
    expect(act).toHaveBeenCalledOnce();
  });
});

describe("a turn", () => {
  const stop = new AbortController().signal;

  it("is waited for, or taken away by force", async () => {
    await takeTurn("x", { stop, force: false }, () => Promise.resolve());
    await takeTurn("x", { stop, force: true }, () => Promise.resolve());
    expect(asked.map(({ options }) => options)).toEqual([{ signal: stop }, { steal: true }]);
  });

  it("that is lost ends what was done in it, and is no error", async () => {
    let over: AbortSignal | undefined;
    vi.stubGlobal("navigator", {
      locks: {
        request: (_: string, __: Options, act: Act) => {
          void act({});
          return Promise.reject(new DOMException("stolen", "AbortError"));
        },
      },
    });
    await takeTurn("x", { stop, force: false }, (signal) => {
      over = signal;
      return Promise.resolve();
    });
    expect(over?.aborted).toBe(true);
  });

  it("does not hide an error of what is done in it", async () => {
    const fails = () => Promise.reject(new Error("mine"));
    await expect(takeTurn("x", { stop, force: false }, fails)).rejects.toThrow("mine");
  });
});
