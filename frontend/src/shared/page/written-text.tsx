import { lazy, Suspense } from "react";

const MarkdownText = lazy(() =>
  import("./markdown-text").then(({ MarkdownText: component }) => ({ default: component })),
);

/** What somebody wrote, in Markdown; as it was typed until what draws it is there. */
export function WrittenText({ markdown }: { markdown: string }) {
  return (
    <Suspense fallback={<pre>{markdown}</pre>}>
      <MarkdownText markdown={markdown} />
    </Suspense>
  );
}
