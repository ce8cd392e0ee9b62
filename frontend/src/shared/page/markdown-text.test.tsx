import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { MarkdownText } from "./markdown-text";

test("notes are drawn as Markdown", () => {
  render(
    <MarkdownText
      markdown={"**best** so far, see [the paper](https://arxiv.org/abs/1906.08253)"}
    />,
  );
  expect(screen.getByText("best").tagName).toBe("STRONG");
  expect(screen.getByRole("link", { name: "the paper" })).toHaveAttribute(
    "href",
    "https://arxiv.org/abs/1906.08253",
  );
});

test("a list of tasks says of each whether it is done, and has nothing to fill in", () => {
  render(<MarkdownText markdown={"- [x] look\n- [ ] more seeds"} />);
  expect(screen.getByRole("img", { name: "done" })).toBeVisible();
  expect(screen.getByRole("img", { name: "to do" })).toBeVisible();
  expect(screen.queryByRole("checkbox")).toBeNull();
});

test("nothing in notes runs or calls another machine", () => {
  const hostile = [
    "[a](javascript:alert(1))",
    "[b](JaVaScRiPt&colon;alert(1))",
    "<a href='javascript:alert(1)'>c</a>",
    "[d](data:text/html,<script>alert(1)</script>)",
    "![e](https://elsewhere.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[f]: vbscript:alert(1)\n\n[f]",
  ].join("\n\n");
  const { container } = render(<MarkdownText markdown={hostile} />);
  expect(container.querySelectorAll("script, img, iframe, [onerror]")).toHaveLength(0);
  const addresses = [...container.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address ?? "").toMatch(/^https:/);
});
