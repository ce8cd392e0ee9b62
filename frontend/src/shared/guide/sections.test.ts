import { expect, test } from "vitest";

import { placeOf, sectionsOf, wholeSection } from "./sections";

const PAGE = `# The page

First words.

## One thing

About \`one\`.

\`\`\`sh
# no heading
\`\`\`

### Part of [it](x.md)

Deep.

## One thing

Again, 50 %.
`;

test("a page is cut at its headings, and a comment in code is none", () => {
  const sections = sectionsOf("page", PAGE);
  expect(sections.map(({ id, depth }) => [id, depth])).toEqual([
    ["the-page", 1],
    ["one-thing", 2],
    ["part-of-it", 3],
    ["one-thing-1", 2],
  ]);
  expect(sections[1]?.text).toContain("# no heading");
});

test("a section holds what stands below it, and ends where its equal begins", () => {
  const whole = wholeSection(sectionsOf("page", PAGE), "one-thing");
  expect(whole?.text).toContain("### Part of it\n\nDeep.");
  expect(whole?.text).not.toContain("Again");
  expect(wholeSection(sectionsOf("page", PAGE), "nothing")).toBeUndefined();
});

test("anchors are those of a code host", () => {
  const heads = "# K by ε, 50 %\n## `--set` of *it*\n";
  expect(sectionsOf("p", heads).map(({ id }) => id)).toEqual(["k-by-ε-50-", "--set-of-it"]);
});

test.each([
  ["figures.md", { page: "figures", id: "" }],
  ["figures.md#trajectories", { page: "figures", id: "trajectories" }],
  ["#one-step-error-%CE%B5", { page: "here", id: "one-step-error-ε" }],
  ["../CONTRIBUTING.md", undefined],
  ["https://example.org/a.md", undefined],
  ["", undefined],
])("the link %s leads to its place in the guide, or out of it", (href, place) => {
  expect(placeOf("here", href)).toEqual(place);
});
