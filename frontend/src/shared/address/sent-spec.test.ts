import { expect, it } from "vitest";

import { launchFormAt, rootOf, sentSpec } from "./sent-spec";

const YAML = "rollout: {length: 5}\nname: 'a & b # c'\n";

it("brings a spec to the launch form of another server, and no server is sent it", () => {
  const address = new URL(launchFormAt("https://lab.example/branchpoint/", YAML) ?? "");
  expect(address.pathname + address.search).toBe("/branchpoint/launch?view=yaml");
  expect(sentSpec(address.hash)).toBe(YAML);
});

it("takes an address as people have it", () => {
  for (const given of [
    "127.0.0.1:8710",
    " http://127.0.0.1:8710/ ",
    "http://127.0.0.1:8710/launch",
  ])
    expect(rootOf(given)).toBe("http://127.0.0.1:8710");
  expect(rootOf("http://127.0.0.1:8710/?token=secret#x")).toBe("http://127.0.0.1:8710");
  expect(rootOf("https://me:secret@lab.example/b")).toBe("https://lab.example/b");
});

it("leads to nothing but the web", () => {
  for (const given of [
    "",
    "javascript://a/%0aalert(1)",
    "file:///etc/passwd",
    "data://x",
    "http://",
  ])
    expect(launchFormAt(given, YAML)).toBeNull();
});

it("reads nothing from another fragment, and nothing without end", () => {
  expect(sentSpec("#returns")).toBeNull();
  expect(sentSpec("")).toBeNull();
  expect(sentSpec(`#spec=${"x".repeat(60_000)}`)).toBeNull();
});
