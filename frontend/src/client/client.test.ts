// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";

import { api, call, setShareToken } from "./client";
import { Problem } from "./problem";

function answering(body: unknown, status = 200): ReturnType<typeof vi.fn<typeof fetch>> {
  const type = status < 400 ? "application/json" : "application/problem+json";
  const answer = vi.fn<typeof fetch>(() =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } }),
    ),
  );
  vi.stubGlobal("fetch", answer);
  return answer;
}

function sent(answer: ReturnType<typeof answering>): Headers {
  const request = answer.mock.calls[0]?.[0];
  if (!(request instanceof Request)) throw new Error("no request was sent");
  return request.headers;
}

afterEach(() => {
  setShareToken(null);
  vi.unstubAllGlobals();
});

test("a change says that it comes from our own page, a question does not", async () => {
  const answer = answering({ items: [] });
  await call(api.POST("/api/v1/runs/cancel", { body: { ids: ["a"] } }));
  expect(sent(answer).get("Branchpoint-Csrf")).toBe("1");
  answer.mockClear();
  await call(api.GET("/api/v1/queue"));
  expect(sent(answer).has("Branchpoint-Csrf")).toBe(false);
});

test("a reader of a share link asks as one", async () => {
  const answer = answering({});
  setShareToken("secret");
  await call(api.GET("/api/v1/shared"));
  expect(sent(answer).get("Branchpoint-Share")).toBe("secret");
});

test("a refusal is thrown with its fields", async () => {
  const errors = [{ field: "rollout.length", value: "-1", message: "at least 1" }];
  const told = { type: "/problems/spec-refused", title: "No", status: 422, detail: "d", errors };
  answering(told, 422);
  const refusal = await call(api.GET("/api/v1/queue")).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal).toMatchObject({ slug: "spec-refused", status: 422, fields: errors });
});

test("a proxy's page is a problem too", async () => {
  answering("<html>", 502);
  await expect(call(api.GET("/api/v1/queue"))).rejects.toMatchObject({ status: 502 });
});

test("a server that is away is told as such", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(call(api.GET("/api/v1/queue"))).rejects.toMatchObject({
    slug: "unreachable",
    status: 0,
  });
});
