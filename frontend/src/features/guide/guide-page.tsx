import { Link } from "@tanstack/react-router";

import { GuideText, PlaceLink } from "@/shared/guide/guide-text";
import { CONTENTS, INDEX, PAGES, sectionsOfPage } from "@/shared/guide/library";
import { wholeSection } from "@/shared/guide/sections";
import { NotFound } from "@/shared/page/not-found";
import { Page } from "@/shared/page/page";

import classes from "./guide.module.css";
import { GuideSearch } from "./guide-search";

interface GuidePageProps {
  page: string;
  /** What is searched for; while something is, the results stand in the contents' place. */
  words: string;
  onWords: (words: string) => void;
}

/** A page of the guide beside its contents and the search. */
export function GuidePage({ page, words, onWords }: GuidePageProps) {
  const sections = sectionsOfPage(page);
  const [title] = sections ?? [];
  if (sections === undefined || title === undefined) return <NotFound />;
  const whole = wholeSection(sections, title.id) ?? title;
  return (
    <Page title={title.title} tab={page === INDEX ? "Guide" : `${title.title} · Guide`}>
      <div className={classes.guide}>
        <aside className={classes.side}>
          <GuideSearch words={words} onWords={onWords} />
          {words.trim() === "" && <Contents page={page} />}
        </aside>
        <article className={classes.article}>
          <GuideText page={page} markdown={whole.text} />
          <Neighbours page={page} />
        </article>
      </div>
    </Page>
  );
}

/** All pages in their order, and the sections of the one that is open. */
function Contents({ page }: { page: string }) {
  const sections = (sectionsOfPage(page) ?? []).filter(({ depth }) => depth === 2);
  return (
    <nav aria-label="Guide">
      <details className={classes.contents} open={window.innerWidth > NARROW}>
        <summary>Contents</summary>
        {CONTENTS.map((part) => (
          <section key={part.title}>
            <h2>{part.title}</h2>
            <ul>
              {part.entries.map((entry) => (
                <li key={entry.page}>
                  <Link to="/help/$page" params={{ page: entry.page }} hash="">
                    {entry.title}
                  </Link>
                  {entry.page === page && (
                    <ul>
                      {sections.map(({ id, title }) => (
                        <li key={id}>
                          <PlaceLink page={page} id={id}>
                            {title}
                          </PlaceLink>
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </details>
    </nav>
  );
}

/** As wide as the style sheet's column of contents needs. */
const NARROW = 992;

function Neighbours({ page }: { page: string }) {
  const at = PAGES.indexOf(page);
  const [before, after] = [PAGES[at - 1], PAGES[at + 1]];
  const titleOf = (name: string) => sectionsOfPage(name)?.[0]?.title ?? name;
  return (
    <nav aria-label="Before and after" className={classes.neighbours}>
      {before !== undefined && (
        <PlaceLink page={before} id="">
          ← {titleOf(before)}
        </PlaceLink>
      )}
      {after !== undefined && (
        <PlaceLink page={after} id="" className={classes.next ?? ""}>
          {titleOf(after)} →
        </PlaceLink>
      )}
    </nav>
  );
}
