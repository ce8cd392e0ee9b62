import { parseSearch, stringifySearch } from "@/shared/address/search-text";
import type { SavedView } from "@/shared/saved-views/saved-views-api";
import { SavedViewsMenu } from "@/shared/saved-views/saved-views-menu";

import { type ComparisonView, readComparison, writeComparison } from "./address";

interface SavedComparisonsProps {
  view: ComparisonView;
  onChange: (change: Partial<ComparisonView>) => void;
}

/** Comparisons under names: runs, grouping, figures and panels, as their addresses say them. */
export function SavedComparisons({ view, onChange }: SavedComparisonsProps) {
  return (
    <SavedViewsMenu
      kind="comparison"
      label="saved comparisons"
      current={view.saved}
      isSame={(saved) => addressOf(savedView(saved)) === addressOf(view)}
      body={() => ({ address: addressOf(view) })}
      bodyOf={(saved) => ({ address: addressOf(savedView(saved)) })}
      onShow={(saved) => {
        onChange(savedView(saved));
      }}
      onSaved={(id) => {
        onChange({ saved: id });
      }}
    />
  );
}

function savedView(saved: SavedView): ComparisonView {
  const search = parseSearch(saved.state["address"] ?? "");
  return { ...readComparison(search), saved: saved.id };
}

/** All but under which name it was saved. */
function addressOf(view: ComparisonView): string {
  return stringifySearch({ ...writeComparison({ ...view, saved: undefined }) }).replace(/^\?/, "");
}
