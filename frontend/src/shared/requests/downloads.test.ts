// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";

import { Problem } from "@/client/problem";

import { apiAddress, readText } from "./downloads";

describe("an address of the API", () => {
  it("has what is given, also what is false or 0, and not what is undefined", () => {
    expect(
      apiAddress("series", { runs: "a,b", individual: false, env_step: 0, x: undefined }),
    ).toBe("/api/v1/series?runs=a%2Cb&individual=false&env_step=0");
  });
});

describe("a text of the API", () => {
  const ask = (response: Response) => {
    vi.stubGlobal("fetch", () => Promise.resolve(response));
    return readText("/api/v1/x", new AbortController().signal).finally(() => {
      vi.unstubAllGlobals();
    });
  };

  it("is given as it is", async () => {
    expect(await ask(new Response("seed: 7"))).toBe("seed: 7");
  });

  it("is an error where it is refused, also where the refusal is no JSON", async () => {
    await expect(ask(new Response("<html>", { status: 502 }))).rejects.toThrow(Problem);
    await expect(ask(new Response("<html>", { status: 502 }))).rejects.toThrow("answered 502");
  });
});
