import { screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { PREVIEW, show } from "./launch-page-for-tests";

afterEach(() => {
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
