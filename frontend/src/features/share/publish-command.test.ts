import { expect, it } from "vitest";

import { publishCommand } from "./publish-command";

it("names what is shared, its title and its view, so that a shell reads each as one word", () => {
  expect(publishCommand({ kind: "run", id: "r1", title: "k = 5", view: "h=17&seeds=true" })).toBe(
    "branchpoint publish r1 --to results.html --title 'k = 5' --view 'h=17&seeds=true'",
  );
  expect(publishCommand({ kind: "comparison", runIds: ["a", "b"], title: "", view: "" })).toBe(
    "branchpoint publish a b --to results.html",
  );
});

it("lets no title end its word and begin a command", () => {
  const title = "'; rm -rf ~; echo '$(id)`id`";
  const command = publishCommand({ kind: "run", id: "r1", title, view: "" });
  expect(command).toBe(
    "branchpoint publish r1 --to results.html --title ''\\''; rm -rf ~; echo '\\''$(id)`id`'",
  );
});
