/** The launch page over a small spec, with what the server answers to it. */

import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { vi } from "vitest";

import { renderInPage, stubServer } from "@/shared/testing/page-for-tests";

import { CATALOG } from "@/features/launch/fields/catalog-for-tests";
import { draftFromSearch } from "@/features/launch/draft/draft";
import type { JsonSchema } from "@/features/launch/fields/spec-fields";
import { LaunchPage } from "./launch-page";

const NUMBER: JsonSchema = { type: "integer", default: 1 };
const VERSIONS = CATALOG.versions.map(({ version }) => version);

function part(properties: Record<string, JsonSchema>): JsonSchema {
  return { properties };
}

const SCHEMA: JsonSchema = {
  properties: {
    environment: part({
      id: { title: "Environment", enum: ["Pendulum-v1", "CartPole-v1", "A", "B", "C"] },
    }),
    algorithm: part({
      version: { title: "Algorithm version", enum: VERSIONS },
      improver: { title: "Improver", enum: ["auto", "sac", "redq", "mve", "cem", "ppo"] },
    }),
    rollout: part({
      start: { title: "Branch from", enum: ["initial", "real_uniform"], default: "real_uniform" },
      length: { ...NUMBER, title: "Rollout length k" },
    }),
    policy: part({ target_rate: { ...NUMBER, title: "Target rate" } }),
    compute: part({ cuda_graphs: { title: "CUDA graphs", type: "boolean", default: false } }),
    gradient: part({
      clip_norm: {
        title: "Clip norm",
        anyOf: [{ type: "number" }, { type: "null" }],
        default: null,
      },
    }),
    planning: part({ candidates: { ...NUMBER, title: "Candidates" } }),
  },
};

const WHOLE_CATALOG = {
  ...CATALOG,
  presets: [
    {
      name: "mbpo/pendulum",
      title: "MBPO",
      source: "ours",
      spec: {
        environment: { id: "Pendulum-v1" },
        algorithm: { version: "3.0", improver: "auto" },
        rollout: { start: "real_uniform", length: 5 },
        gradient: { clip_norm: null },
        compute: { cuda_graphs: false },
      },
      changes: {},
      own: false,
    },
  ],
  bad_presets: [],
  schema: SCHEMA as Record<string, unknown>,
  series: [],
  curves: [],
  trust_columns: [],
  compared_columns: [],
  groupings: [],
  curve_looks: {
    policies: [],
    scales: [],
    smoothing: [],
    middles: [],
    axes: [],
    sums: [],
    naive: { value: "naive", label: "" },
  },
  example: {
    request: { experiment_name: "", preset: "", spec: {}, grid: {}, seeds: [0], tags: [] },
    sentence: "",
  },
  limits: { max_runs: 500, max_body_bytes: 1_000_000 },
};

export const REFUSED = {
  status: 422,
  body: {
    type: "spec-refused",
    title: "This is not a run",
    status: 422,
    detail: "",
    errors: [{ field: "planning.candidates", value: "0", message: "at least 2" }],
  },
};

export const PREVIEW = {
  body: {
    count: 1,
    runs: [],
    seconds_per_run: null,
    seconds_low: null,
    seconds_high: null,
    basis: null,
    bytes_total: null,
    bytes_based_on: 0,
    disk_words: "disk unknown",
    seconds_total: null,
    slots: 0,
    based_on: 0,
    rollouts: {
      sentence: "The model imagines 5 steps.",
      label: "imagined, k = 5",
      start: "everywhere",
      lengths: [5],
      fan: 3,
      episode_steps: 200,
    },
    command: "branchpoint launch",
    idle: [],
  },
};

export function Form({ set, told }: { set: Record<string, string>; told: (set: unknown) => void }) {
  const [draft, setDraft] = useState(() => draftFromSearch({ set }));
  return (
    <LaunchPage
      catalog={WHOLE_CATALOG}
      draft={draft}
      onDraft={(next) => {
        told(next.set);
        setDraft(next);
      }}
      onLaunched={() => undefined}
      presetControls={() => null}
    />
  );
}

export async function show(
  set: Record<string, string>,
  preview: { status?: number; body: unknown },
) {
  stubServer({
    "POST /api/v1/runs/preview": preview,
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  const told = vi.fn();
  renderInPage(<Form set={set} told={told} />);
  await screen.findByRole("combobox", { name: /Algorithm version/ });
  return { told, user: userEvent.setup() };
}
