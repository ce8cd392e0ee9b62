import { describe, expect, test } from "vitest";

import { allSections, CONTENTS, INDEX, PAGES, pictureOf, sectionsOfPage } from "./library";
import { SECTIONS } from "./named-sections";
import { placeOf } from "./sections";

const LINK = /(!?)\[[^\]]*\]\(([^)\s]+)\)/g;
const SOURCES = import.meta.glob<string>("/src/**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
const FILES = import.meta.glob<string>("@docs/*.md", { query: "?raw", import: "default" });

function exists(page: string, id: string): boolean {
  const sections = sectionsOfPage(page);
  return sections !== undefined && (id === "" || sections.some((section) => section.id === id));
}

function place(text: string): [string, string] {
  const [page = "", id = ""] = text.split("#");
  return [page, id];
}

test("the contents list every page of the guide once, and nothing else", () => {
  const files = Object.keys(FILES).map((path) => path.slice(path.lastIndexOf("/") + 1, -3));
  expect([...PAGES].toSorted()).toEqual(files.toSorted());
  expect(CONTENTS.length).toBeGreaterThan(1);
});

test("every section that a mark of the page names exists", () => {
  for (const named of Object.values(SECTIONS)) expect(exists(...place(named)), named).toBe(true);
});

test("every name of a section is used by a mark", () => {
  const everything = Object.values(SOURCES).join("");
  for (const name of Object.keys(SECTIONS))
    expect(everything, name).toMatch(new RegExp(`(section|help)="${name}"`));
});

test("diagnostics have the anchors by which the catalog names them", () => {
  const diagnostics = (sectionsOfPage("glossary") ?? []).filter(({ depth }) => depth === 3);
  expect(diagnostics.length).toBeGreaterThan(50);
  // As `Diagnostic.guide` of the backend makes them: no two of one name, or one would get a number.
  for (const { id, title } of diagnostics)
    expect(id).toBe(
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
        .replaceAll(" ", "-"),
    );
});

describe.each(PAGES)("the page %s", (page) => {
  const sections = sectionsOfPage(page) ?? [];
  const text = sections.map((section) => section.text).join("\n");
  const links = [...text.matchAll(LINK)].map(([, mark, href = ""]) => ({ mark, href }));

  test("begins with its only title", () => {
    expect(sections.filter(({ depth }) => depth === 1)).toHaveLength(1);
    expect(sections[0]?.depth).toBe(1);
  });

  test("links to sections that exist", () => {
    for (const { href } of links.filter(({ mark }) => mark === "")) {
      const target = placeOf(page, href);
      if (target !== undefined) expect(exists(target.page, target.id), href).toBe(true);
      else expect(href).toMatch(/^(https:\/\/|\.\.\/)/);
    }
  });

  test("shows pictures that exist", () => {
    for (const { href } of links.filter(({ mark }) => mark === "!"))
      expect(pictureOf(href, "light"), href).toBeDefined();
  });
});

test("the index is the first page, and every section has words or sections", () => {
  expect(PAGES[0]).toBe(INDEX);
  expect(allSections().length).toBeGreaterThan(100);
});

test("a picture is taken in the colours of the page where there are two of it", () => {
  const light = pictureOf("pictures/run-page.webp", "light");
  const dark = pictureOf("pictures/run-page.webp", "dark");
  expect(light).toMatch(/run-page\.webp/);
  expect(dark).toMatch(/run-page-dark\.webp/);
  expect(pictureOf("learning-pendulum.png", "dark")).toMatch(/learning-pendulum\.png/);
});
