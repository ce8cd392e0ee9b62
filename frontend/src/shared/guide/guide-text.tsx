import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import Markdown, { type Components } from "react-markdown";
import rehypeSlug from "rehype-slug";
import remarkGfm from "remark-gfm";

import { useColorScheme } from "@/shared/theme/theme";

import classes from "./guide-text.module.css";
import { INDEX, pictureOf } from "./library";
import { placeOf } from "./sections";

interface GuideTextProps {
  /** The page that the text is from: its links are relative to it. */
  page: string;
  markdown: string;
  /** Takes a link inside the guide in place of the browser's address. */
  onFollow?: (page: string, id: string) => void;
}

/** Markdown of the guide as the page draws it. Raw HTML in it is left out. */
export function GuideText({ page, markdown, onFollow }: GuideTextProps) {
  const components: Components = {
    a: ({ href = "", children }) => (
      <GuideLink page={page} href={href} onFollow={onFollow}>
        {children}
      </GuideLink>
    ),
    img: ({ src, alt }) => <Picture source={typeof src === "string" ? src : ""} alt={alt ?? ""} />,
    table: ({ children }) => (
      <div className={classes.wide} tabIndex={0} role="group" aria-label="Table">
        <table className="figures">{children}</table>
      </div>
    ),
    pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  };
  return (
    <div className={classes.text}>
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSlug]} components={components}>
        {markdown}
      </Markdown>
    </div>
  );
}

interface GuideLinkProps {
  page: string;
  href: string;
  onFollow: GuideTextProps["onFollow"] | undefined;
  children: ReactNode;
}

function GuideLink({ page, href, onFollow, children }: GuideLinkProps) {
  const place = placeOf(page, href);
  if (place === undefined) {
    // A file beside the guide is in the source alone.
    return /^https?:/.test(href) ? <a href={href}>{children}</a> : <span>{children}</span>;
  }
  if (onFollow === undefined) return <PlaceLink {...place}>{children}</PlaceLink>;
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        onFollow(place.page, place.id);
      }}
    >
      {children}
    </button>
  );
}

interface PlaceLinkProps {
  page: string;
  id: string;
  className?: string;
  /** Opens beside what is shown now. */
  newTab?: boolean;
  children: ReactNode;
}

/** A link to a section of the guide. */
export function PlaceLink({ page, id, className = "", newTab = false, children }: PlaceLinkProps) {
  const rest = newTab ? { className, target: "_blank" } : { className };
  if (page === INDEX)
    return (
      <Link to="/help" {...rest}>
        {children}
      </Link>
    );
  return (
    <Link to="/help/$page" params={{ page }} hash={id} {...rest}>
      {children}
    </Link>
  );
}

function Picture({ source, alt }: { source: string; alt: string }) {
  const address = pictureOf(source, useColorScheme());
  return <img src={address} alt={alt} loading="lazy" />;
}
