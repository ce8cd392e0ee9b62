import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { BUSY, renderInPage, stubServer } from "@/shared/testing/page-for-tests";

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

const REFUSED = {
  status: 422,
  body: {
    type: "spec-refused",
    title: "This is not a run",
    status: 422,
    detail: "",
    errors: [{ field: "planning.candidates", value: "0", message: "at least 2" }],
  },
};

const PREVIEW = {
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

function Form({ set, told }: { set: Record<string, string>; told: (set: unknown) => void }) {
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

async function show(set: Record<string, string>, preview: { status?: number; body: unknown }) {
  stubServer({
    "POST /api/v1/runs/preview": preview,
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  const told = vi.fn();
  renderInPage(<Form set={set} told={told} />);
  await screen.findByRole("combobox", { name: /Algorithm version/ });
  return { told, user: userEvent.setup() };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("another version takes back an improver and a start that it does not have", async () => {
  const set = { "algorithm.improver": "redq", "rollout.start": "initial" };
  const { told, user } = await show(set, PREVIEW);
  const version = screen.getByRole("combobox", { name: /Algorithm version/ });
  await user.click(version);
  await user.click(await screen.findByRole("option", { name: "version 1.5" }));
  expect(told).toHaveBeenLastCalledWith({ "algorithm.version": "1.5" });
  expect(screen.getByRole("combobox", { name: /Improver/ })).toHaveValue("auto");
  expect(screen.getByText("auto takes cem")).toBeInTheDocument();
});

test("the improvers on offer are the version's own", async () => {
  const { user } = await show({ "algorithm.version": "1.5" }, PREVIEW);
  await user.click(screen.getByRole("combobox", { name: /Improver/ }));
  const names = (await screen.findAllByRole("option")).map(({ textContent }) => textContent);
  expect(names).toEqual(["auto", "cem", "icem", "mppi", "random_shooting"]);
});

test("what the launch imagines is drawn and told as the server says it, and kept when refused", async () => {
  const said = "The model imagines 5 steps.";
  let isRefused = false;
  stubServer({
    "POST /api/v1/runs/preview": () => (isRefused ? REFUSED : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  expect(await screen.findByText(said)).toBeVisible();
  expect(screen.getByRole("img", { name: said })).toHaveTextContent("imagined, k = 5");
  isRefused = true;
  await userEvent.type(screen.getByRole("textbox", { name: /Seeds/ }), ",1");
  expect(await screen.findByText(/This is not a run/)).toBeVisible();
  expect(screen.getByText(said)).toBeVisible();
});

test("what was asked for in vain is said beside the button", async () => {
  const idle = ["policy.epsilon", "gradient.rollouts"];
  await show({}, { body: { ...PREVIEW.body, idle } });
  expect(
    await screen.findByText(
      "No effect: none of these runs reads policy.epsilon, gradient.rollouts.",
    ),
  ).toBeInTheDocument();
});

test("the length is a plan's horizon where plans are made, and the start is not asked", async () => {
  await show({ "algorithm.version": "1.5" }, PREVIEW);
  expect(screen.getByText("Plan horizon k")).toBeInTheDocument();
  expect(screen.queryByText("Rollout length k")).not.toBeInTheDocument();
  expect(screen.queryByText("Branch from")).not.toBeInTheDocument();
});

test("further settings are folded by their part of the spec, those without use last", async () => {
  const { user } = await show({ "policy.target_rate": "0.1" }, PREVIEW);
  expect(screen.queryByRole("textbox", { name: /Target rate/ })).not.toBeInTheDocument();
  await user.click(screen.getByText("1 field · 1 changed"));
  const policy = screen.getByRole("region", { name: "policy" });
  expect(within(policy).getByRole("textbox", { name: /Target rate/ })).toHaveValue("0.1");
  expect(screen.queryByRole("textbox", { name: /Candidates/ })).not.toBeInTheDocument();
  await user.click(screen.getByText("Not used by 3.0 with sac"));
  expect(screen.getByRole("textbox", { name: /Candidates/ })).toBeInTheDocument();
});

test("a search opens the groups in which it finds something, and leaves out the rest", async () => {
  const { user } = await show({}, PREVIEW);
  const search = screen.getByRole("searchbox", { name: "Search the settings" });
  await user.type(search, "clip_norm");
  expect(screen.getByRole("textbox", { name: /Clip norm/ })).toBeInTheDocument();
  expect(screen.queryByText("policy")).not.toBeInTheDocument();
  expect(screen.getByText("1 setting found")).toBeInTheDocument();
  await user.type(search, "{Escape}");
  expect(screen.queryByRole("textbox", { name: /Clip norm/ })).not.toBeInTheDocument();
});

test("a field and a group go back to what the preset says", async () => {
  const { told, user } = await show(
    { "rollout.length": "1,7", "compute.cuda_graphs": "on", "policy.target_rate": "0.1" },
    PREVIEW,
  );
  expect(screen.getByText(/2 values/)).toHaveTextContent("2 values · was 5 · reset");
  await user.click(screen.getByRole("button", { name: "reset Rollout length k" }));
  const left = { "compute.cuda_graphs": "on", "policy.target_rate": "0.1" };
  expect(told).toHaveBeenLastCalledWith(left);
  await user.click(screen.getByText("compute"));
  await user.click(screen.getByRole("button", { name: "reset 1 changed field" }));
  expect(told).toHaveBeenLastCalledWith({ "policy.target_rate": "0.1" });
});

test("a draft is discarded but for its preset, and comes back", async () => {
  const { told, user } = await show({ "rollout.length": "1,7" }, PREVIEW);
  await user.click(screen.getByRole("button", { name: "discard draft" }));
  expect(told).toHaveBeenLastCalledWith({});
  expect(screen.queryByRole("button", { name: "discard draft" })).not.toBeInTheDocument();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(told).toHaveBeenLastCalledWith({ "rollout.length": "1,7" });
});

test("several names of a field are tried, and one again", async () => {
  const { told, user } = await show({}, PREVIEW);
  await user.click(screen.getByRole("button", { name: "try several: Branch from" }));
  await user.click(screen.getByRole("checkbox", { name: "initial" }));
  expect(told).toHaveBeenLastCalledWith({ "rollout.start": "initial,real_uniform" });
  await user.click(screen.getByRole("checkbox", { name: "real_uniform" }));
  expect(told).toHaveBeenLastCalledWith({ "rollout.start": "initial" });
  await user.click(screen.getByRole("checkbox", { name: "initial" }));
  expect(told).toHaveBeenLastCalledWith({ "rollout.start": "initial" });
  await user.click(screen.getByRole("button", { name: "only one: Branch from" }));
  expect(screen.getByRole("radio", { name: "initial" })).toBeChecked();
});

test("a refused field shows its refusal though nobody unfolded it, and the list leads to it", async () => {
  const { user } = await show({ "planning.candidates": "0" }, REFUSED);
  const group = await screen.findByRole("region", { name: "Not used by 3.0 with sac" });
  expect(within(group).getByText("at least 2 (got 0)")).toBeInTheDocument();
  expect(screen.getByRole("alert")).toHaveTextContent("1 field to mend");
  await user.click(screen.getByRole("button", { name: "Candidates" }));
  expect(screen.getByRole("textbox", { name: /Candidates/ })).toHaveFocus();
});

test("what a refusal opened stays open, and keeps the cursor, when it is mended", async () => {
  let isRefused = true;
  stubServer({
    "POST /api/v1/runs/preview": () => (isRefused ? REFUSED : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{ "planning.candidates": "0" }} told={vi.fn()} />);
  const field = await screen.findByRole("textbox", { name: /Candidates/ });
  isRefused = false;
  await userEvent.type(field, "5");
  expect(await screen.findByRole("button", { name: "Launch 1 run" })).toBeEnabled();
  expect(screen.getByRole("textbox", { name: /Candidates/ })).toHaveFocus();
});

test("what is not set is an empty field, and a switch is off or on", async () => {
  const { told, user } = await show({ "gradient.clip_norm": "0.5" }, PREVIEW);
  await user.click(screen.getByText("gradient"));
  await user.click(screen.getByText("compute"));
  const field = await screen.findByRole("textbox", { name: /Clip norm/ });
  await user.clear(field);
  expect(told).toHaveBeenLastCalledWith({});
  expect(field).toHaveValue("");
  expect(field).toHaveAttribute("placeholder", "not set");
  const graphs = screen.getByRole("radiogroup", { name: "CUDA graphs" });
  expect(within(graphs).getByRole("radio", { name: "off" })).toBeChecked();
  await user.click(within(graphs).getByRole("radio", { name: "on" }));
  expect(told).toHaveBeenLastCalledWith({ "compute.cuda_graphs": "on" });
  expect(document.body).not.toHaveTextContent(/null|false/);
});

test("a launch whose answers are lost is sent again with one key, by itself and by hand", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  let isAway = true;
  const asked = stubServer({
    "POST /api/v1/runs/preview": PREVIEW,
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
    "POST /api/v1/runs": () => {
      if (isAway) throw new TypeError("connection reset");
      return { status: 201, body: {} };
    },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  await pass(500);
  screen.getByRole("button", { name: "Launch 1 run" }).click();
  await pass(20_000);
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer");
  isAway = false;
  screen.getByRole("button", { name: "Try again" }).click();
  await pass(500);
  const keys = asked.filter(({ what }) => what === "POST /api/v1/runs").map(({ key }) => key);
  expect(keys).toHaveLength(6);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("a preview that a busy server did not give is no refusal, and can be asked for again", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  let isBusy = true;
  stubServer({
    "POST /api/v1/runs/preview": () => (isBusy ? BUSY : PREVIEW),
    "GET /api/v1/experiments": { body: { items: [], next_cursor: null, total: 0 } },
  });
  renderInPage(<Form set={{}} told={vi.fn()} />);
  await pass(30_000);
  expect(screen.getByRole("alert")).toHaveTextContent("The server is busy");
  expect(screen.queryByText(/until this is mended/)).not.toBeInTheDocument();
  isBusy = false;
  screen.getByRole("button", { name: "Try again" }).click();
  await pass(500);
  expect(screen.getByRole("button", { name: "Launch 1 run" })).toBeEnabled();
});

test("the button waits until what it names is what the form holds", async () => {
  const { user } = await show({}, PREVIEW);
  const button = await screen.findByRole("button", { name: "Launch 1 run" });
  expect(button).toBeEnabled();
  await user.type(screen.getByRole("textbox", { name: /Seeds/ }), ",1");
  expect(button).toBeDisabled();
  await vi.waitFor(() => {
    expect(button).toBeEnabled();
  });
});
