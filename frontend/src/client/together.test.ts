import { beforeEach, expect, test, vi } from "vitest";

import { fetchTogether, together } from "./together";

const fetched = vi.fn<typeof globalThis.fetch>();

function get(path: string): Promise<Response> {
  return fetchTogether(new Request(`http://localhost${path}`));
}

function lines(...answers: { status: number; tag: string; body: string }[]): Response {
  const told = answers.map(({ body, ...head }) => `${JSON.stringify(head)}\n${body}\n`);
  return new Response(told.join(""));
}

async function askedFor(...paths: string[]): Promise<unknown[]> {
  const answers: Promise<Response>[] = [];
  together(() => {
    answers.push(...paths.map(get));
  });
  return Promise.all(answers.map(async (answer): Promise<unknown> => (await answer).json()));
}

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

test("what is asked together is one request, and what did not change is known", async () => {
  const first = { status: 200, tag: "1", body: '{"a":1}' };
  fetched.mockResolvedValueOnce(lines(first, { status: 200, tag: "2", body: '{"b":2}' }));
  expect(await askedFor("/api/v1/a?x=1", "/api/v1/b")).toEqual([{ a: 1 }, { b: 2 }]);
  fetched.mockResolvedValueOnce(
    lines({ ...first, body: "" }, { status: 200, tag: "3", body: '{"b":3}' }),
  );
  expect(await askedFor("/api/v1/a?x=1", "/api/v1/b")).toEqual([{ a: 1 }, { b: 3 }]);
  expect(fetched).toHaveBeenCalledTimes(2);
  const body = fetched.mock.calls[1]?.[1]?.body;
  expect(JSON.parse(typeof body === "string" ? body : "")).toEqual({
    asked: [
      { address: "/api/v1/a?x=1", tag: "1" },
      { address: "/api/v1/b", tag: "2" },
    ],
  });
});

test("where many cannot be asked at once each is asked alone", async () => {
  fetched.mockResolvedValueOnce(new Response("", { status: 403 }));
  fetched.mockImplementation(() => Promise.resolve(new Response('{"alone":true}')));
  expect(await askedFor("/api/v1/a", "/api/v1/b")).toEqual([{ alone: true }, { alone: true }]);
  expect(fetched).toHaveBeenCalledTimes(3);
});

test("one alone goes as it is, and so does what is asked at other times", async () => {
  fetched.mockImplementation(() => Promise.resolve(new Response('{"alone":true}')));
  await askedFor("/api/v1/a");
  await get("/api/v1/b");
  expect(fetched.mock.calls.map(([asked]) => (asked as Request).url)).toEqual([
    "http://localhost/api/v1/a",
    "http://localhost/api/v1/b",
  ]);
});

test("a refusal among others keeps its status", async () => {
  const gone = { status: 404, tag: "9", body: '{"title":"gone"}' };
  fetched.mockResolvedValueOnce(lines(gone, { status: 200, tag: "2", body: "{}" }));
  const answers: Promise<Response>[] = [];
  together(() => {
    answers.push(get("/api/v1/gone"), get("/api/v1/here"));
  });
  const [first, second] = await Promise.all(answers);
  expect([first?.status, second?.status]).toEqual([404, 200]);
});
