import { describe, expect, it } from "vitest";

import { type LogLine, tail, written } from "./log-lines";

function line(id: number): LogLine {
  return {
    id,
    at: "2026-03-01T12:00:00Z",
    level: "info",
    message: `line ${String(id)}`,
    attempt: 1,
  };
}

describe("lines of a log", () => {
  it("shows the last ones and counts those before", () => {
    const lines = Array.from({ length: 612 }, (_, index) => line(index + 1));
    expect(tail(lines, 500).before).toBe(112);
    expect(tail(lines, 500).last.at(0)?.id).toBe(113);
    expect(tail(lines.slice(0, 3), 500)).toEqual({ last: lines.slice(0, 3), before: 0 });
  });

  it("writes one line each", () => {
    expect(written([line(1), line(2)])).toBe(
      "2026-03-01T12:00:00Z info    line 1\n2026-03-01T12:00:00Z info    line 2\n",
    );
  });
});
