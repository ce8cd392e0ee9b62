import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

import classes from "./markdown-text.module.css";

/** Pictures could call other machines whenever a page is read, so they are links. */
const COMPONENTS: Components = {
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : ""} rel="noreferrer noopener">
      {alt === undefined || alt === "" ? "picture" : alt}
    </a>
  ),
  // The address of a link that leads where none may is empty.
  a: ({ href, children }) =>
    href === undefined || href === "" ? (
      <span>{children}</span>
    ) : (
      <a href={href} rel="noreferrer noopener">
        {children}
      </a>
    ),
  table: ({ children }) => (
    <div className={classes.wide} tabIndex={0} role="group" aria-label="Table">
      <table className="figures">{children}</table>
    </div>
  ),
  // Of a list of tasks: a box that nobody can tick is a sign.
  input: ({ checked }) => (
    <span role="img" aria-label={checked === true ? "done" : "to do"}>
      {checked === true ? "☑" : "☐"}
    </span>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  // The page has its own headings.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
};

/** What somebody wrote, as it reads. HTML in it is left out, and links lead only where links of the web do. */
export function MarkdownText({ markdown }: { markdown: string }) {
  return (
    <div className={classes.text}>
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS} skipHtml>
        {markdown}
      </Markdown>
    </div>
  );
}
