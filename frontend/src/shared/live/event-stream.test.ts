import { expect, test } from "vitest";

import { EventStreamReader } from "./event-stream";

test("a message in pieces is one message", () => {
  const reader = new EventStreamReader();
  expect(reader.push("id: 7\neve")).toEqual([]);
  expect(reader.push("nt: change\ndata: {}")).toEqual([]);
  expect(reader.push("\n\n")).toEqual([{ id: "7", event: "change", data: "{}" }]);
});

test("pings are no messages", () => {
  expect(new EventStreamReader().push(": ping\n\n: ping\r\n\r\n")).toEqual([]);
});

test("several messages in one piece keep their order", () => {
  const events = new EventStreamReader().push("data: 1\n\ndata: 2\ndata: 3\n\n");
  expect(events.map(({ data }) => data)).toEqual(["1", "2\n3"]);
});
