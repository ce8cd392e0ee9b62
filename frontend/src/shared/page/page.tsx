import type { ReactNode } from "react";

import { useHeadingFocus } from "./heading-focus";
import classes from "./page.module.css";

import { GuideMark } from "@/shared/guide/guide-mark";
import type { SectionName } from "@/shared/guide/named-sections";

interface PageProps {
  /** The question or the name: the page's one h1. */
  title: ReactNode;
  /** One line of facts under the title. */
  subtitle?: ReactNode;
  /** Buttons at the title's right. */
  actions?: ReactNode;
  /** The browser tab's words, when the title is not plain text. */
  tab?: string;
  /** The section of the guide about this page. */
  help?: SectionName;
  /** The title stands in for one that is still being asked for. */
  isLoading?: boolean;
  children: ReactNode;
}

/** A page: title, facts, actions, and the rest. */
export function Page({
  title,
  subtitle,
  actions,
  tab,
  isLoading = false,
  help,
  children,
}: PageProps) {
  const heading = useHeadingFocus(!isLoading);
  const words = tab ?? (typeof title === "string" ? title : "");
  return (
    <div className={classes.page}>
      <title>{words === "" ? "Branchpoint" : `${words} · Branchpoint`}</title>
      <header className={classes.head}>
        <div className={classes.words}>
          <div className={classes.title}>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {help !== undefined && <GuideMark about={words} section={help} />}
          </div>
          {subtitle !== undefined && <p className={classes.subtitle}>{subtitle}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
