import { count, counted } from "@/shared/words/numbers";

import { isFiltered, type RunQuery, type RunsView } from "./address";
import { ColumnChooser } from "./column-chooser";
import { ExportRuns } from "./export-runs";
import { GroupChoice } from "./group-choice";
import { SavedViews } from "./saved-views";

interface MatchLineProps {
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
  listed: number;
  total: number;
  /** Groups that they are in; null where they stand by themselves. */
  groups: number | null;
  /** What the list is asked. */
  query: RunQuery;
}

const EVERYTHING = {
  q: "",
  filter: "",
  status: [],
  environment: [],
  version: [],
  tag: [],
} as const;

/** How many runs match, which tags they must carry, the way back to all, and further columns. */
export function MatchLine({ view, onView, listed, total, groups, query }: MatchLineProps) {
  const runs = counted(total, "run");
  const match = total === 1 ? "matches" : "match";
  return (
    <div className="note">
      <span role="status">
        {isFiltered(view) ? `${runs} ${match}` : runs}
        {groups === null
          ? listed < total && `, the first ${count(listed)} shown`
          : ` in ${counted(groups, "group")}`}
      </span>
      {view.tag.map((tag) => (
        <span key={tag}>
          {" · "}#{tag}{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              onView({ tag: view.tag.filter((other) => other !== tag) });
            }}
          >
            drop<span className="hidden"> the tag {tag}</span>
          </button>
        </span>
      ))}
      {isFiltered(view) && (
        <>
          {" · "}
          <button
            type="button"
            className="link"
            onClick={() => {
              onView(EVERYTHING);
            }}
          >
            show all
          </button>
        </>
      )}
      {" · "}
      <button
        type="button"
        className="link"
        aria-pressed={view.archived}
        onClick={() => {
          onView({ archived: !view.archived });
        }}
      >
        {view.archived ? "hide archived" : "show archived"}
      </button>
      {" · "}
      <button
        type="button"
        className="link"
        aria-pressed={view.promises}
        title="In the small curves, dashed: the return that the model promised"
        onClick={() => {
          onView({ promises: !view.promises });
        }}
      >
        {view.promises ? "real return alone" : "with promises"}
      </button>
      {" · "}
      <GroupChoice
        groupBy={view.groupBy}
        onGroupBy={(groupBy) => {
          onView({ groupBy, open: [] });
        }}
      />
      {" · "}
      <ColumnChooser
        columns={view.columns}
        onColumns={(columns) => {
          onView({ columns });
        }}
      />
      {" · "}
      <ExportRuns query={query} />
      {" · "}
      <SavedViews view={view} onView={onView} />
    </div>
  );
}
