// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from "vitest";

import { Answers, type Contents, type Files } from "./answers";

const encoder = new TextEncoder();
const FIGURE = JSON.stringify({
  figure: { data: [{ x: [1], y: [2], name: "</script><script>alert(1)" }], layout: {} },
});
const SHARED = '{"y":{"dtype":"i1","bdata":"#0"},"x":{"dtype":"i1","bdata":"#0"}}';
const BODY = encoder.encode(`{"items":[]}${FIGURE}${SHARED}\u0001\u0002\u0003`);
const files: Files = {
  bytes: () => Promise.resolve(BODY),
  text: () => Promise.resolve("/* plotly */"),
};
const contents: Contents = {
  publication: { at: "", title: "", note: "", licence: "", version: "", left_out: "" },
  answers: {
    catalog: ["a", 0, 12, "application/json"],
    "figures/returns?runs=*": ["a", 12, FIGURE.length, "application/json"],
    shared: ["a", 12 + FIGURE.length, SHARED.length, "application/json"],
  },
  columns: [["a", 12 + FIGURE.length + SHARED.length, 3]],
  defaults: {},
  runs: "a,b",
};
const ask = (path: string) =>
  new Answers(files, contents).answer(new Request(`http://published.invalid/api/v1/${path}`));

describe("answers of a published page", () => {
  beforeAll(() => {
    expect(BODY).toHaveLength(12 + FIGURE.length + SHARED.length + 3);
  });

  it("are the bytes of the file that they lie in", async () => {
    const answer = await ask("catalog");
    expect(answer.headers.get("Content-Type")).toBe("application/json");
    expect(await answer.json()).toEqual({ items: [] });
  });

  it("have their columns of numbers in them again", async () => {
    const column = { dtype: "i1", bdata: btoa("\u0001\u0002\u0003") };
    expect(await (await ask("shared")).json()).toEqual({ x: column, y: column });
  });

  it("are read from all that is listed where the page did not ask them at once", async () => {
    const { answers, columns } = contents;
    const asked: string[] = [];
    const split: Files = {
      bytes: () => Promise.resolve(BODY),
      text: (name) => {
        asked.push(name);
        return Promise.resolve(JSON.stringify({ answers, columns }));
      },
    };
    const { catalog } = answers;
    const early = { ...contents, columns: [], has_more: true };
    const kept = new Answers(split, {
      ...early,
      answers: catalog === undefined ? {} : { catalog },
    });
    const answer = async (path: string): Promise<unknown> => {
      const found = await kept.answer(new Request(`http://published.invalid/api/v1/${path}`));
      return found.json();
    };
    expect(await answer("catalog")).toEqual({ items: [] });
    expect(asked).toEqual([]);
    const column = { dtype: "i1", bdata: btoa("\u0001\u0002\u0003") };
    expect(await answer("shared")).toEqual({ x: column, y: column });
    expect(await answer("unknown")).toMatchObject({ title: "This choice was not published" });
    expect(asked).toEqual(["more"]);
  });

  it("say plainly what was not published", async () => {
    const answer = await ask("figures/returns?runs=a%2Cb&scale=log");
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ title: "This choice was not published" });
  });

  it("make a figure's own file in the page, in which no name can end its script", async () => {
    const text = await (await ask("figures/returns.html?runs=a%2Cb")).text();
    expect(text).toContain("Plotly.newPlot");
    expect(text).not.toContain("</script><script>alert(1)");
  });
});
