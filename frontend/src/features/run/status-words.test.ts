import { describe, expect, it } from "vitest";

import type { Schema } from "@/client/client";

import { firstCurveWords, logWords, progressWords, seriesWords, statusWords } from "./status-words";

function run(changes: Partial<Schema<"Run">>): Schema<"Run"> {
  return {
    id: "a",
    experiment_id: "x",
    experiment_name: "X",
    name: "k = 5",
    status: "running",
    cancel_requested: false,
    environment: "Pendulum-v1",
    version: "3.0",
    improver: "auto",
    rollout_length: "5",
    start: "real_uniform",
    seed: 0,
    tags: [],
    env_steps: 1250,
    total_steps: 5000,
    progress: 0.25,
    steps_per_second: 3.21,
    seconds_left: 1168,
    phase: "fitting the model",
    stalled_since: null,
    warnings: [],
    real_return: null,
    model_return: null,
    created_at: "2026-03-01T12:00:00Z",
    started_at: "2026-03-01T12:00:00Z",
    finished_at: null,
    attempt: 1,
    max_attempts: 3,
    worker_id: "w",
    failure_reason: null,
    parent_id: null,
    deleted_at: null,
    ...changes,
  };
}

describe("a run's state in words", () => {
  it("says what a running run does, how fast, and how long still", () => {
    expect(statusWords(run({}))).toBe("fitting the model");
    expect(statusWords(run({ phase: null }))).toBe("");
    expect(progressWords(run({}), 1168)).toBe(
      "1,250 of 5,000 real steps (25 %) · 3.21 real steps per second · about 19 min left",
    );
    expect(progressWords(run({ steps_per_second: null }), null)).toBe(
      "1,250 of 5,000 real steps (25 %)",
    );
  });

  it("shows at once that a cancellation was heard", () => {
    expect(statusWords(run({ cancel_requested: true }))).toBe(
      "stops, at 1,250 of 5,000 real steps",
    );
    expect(progressWords(run({ cancel_requested: true }), 1168)).toBe("");
  });

  it("says what a queued run waits for", () => {
    const queued = run({ status: "queued" });
    expect(statusWords(queued)).toBe("waits for a worker");
    expect(statusWords(queued, { ahead: 0, workersLive: 0, slots: 0 })).toContain("no worker");
    expect(statusWords(queued, { ahead: 0, workersLive: 1, slots: 2 })).toContain("next in line");
    expect(statusWords(queued, { ahead: 3, workersLive: 1, slots: 1 })).toBe(
      "waits for the one slot; 3 runs are ahead of it",
    );
  });

  it("says how it ended", () => {
    const finished_at = "2026-03-01T12:12:00Z";
    expect(statusWords(run({ status: "succeeded", finished_at }))).toBe(
      "5,000 real steps in 12 min",
    );
    expect(statusWords(run({ status: "failed", finished_at }))).toBe(
      "at 1,250 of 5,000 real steps in 12 min",
    );
    expect(statusWords(run({ status: "cancelled", started_at: null }))).toBe(
      "at 1,250 of 5,000 real steps",
    );
  });

  it("says how far away the first evaluation is, where that is known", () => {
    expect(firstCurveWords(20)).toBe("It is about 20 s away.");
    expect(firstCurveWords(null)).toBe("");
  });

  it("says why nothing was reported or written", () => {
    expect(seriesWords({ status: "running" })).toContain("first steps");
    expect(seriesWords({ status: "failed" })).toContain("ended before");
    expect(logWords({ status: "queued" })).toContain("has started");
    expect(logWords({ status: "cancelled" })).toContain("Nothing was written");
  });
});
