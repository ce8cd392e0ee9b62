import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";

import { Page } from "@/shared/page/page";
import { Failed, Loading } from "@/shared/page/page-states";
import { apiAddress, saveAnswer } from "@/shared/requests/downloads";
import { attempt } from "@/shared/requests/offers-to-undo";

import { auditQuery, type Trail } from "./api";
import { asked, type AuditSearch, inWords } from "./audit-search";
import { AuditTable } from "./audit-table";

interface AuditPageProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** Who changed what, and from where. For administrators. */
export function AuditPage({ search, onSearch }: AuditPageProps) {
  const told = useInfiniteQuery(auditQuery(search));
  const [first] = told.data?.pages ?? [];
  return (
    <Page
      title="What was done"
      help="audit"
      subtitle="Every change, by whom and from where. Rows are added and never changed."
      actions={<Saving search={search} />}
    >
      <Stack gap="lg">
        <Sought search={search} actions={first?.actions ?? []} onSearch={onSearch} />
        {told.isPending && <Loading what="what was done" />}
        {told.error !== null && <Failed error={told.error} retry={told.refetch} />}
        {first !== undefined && <Found pages={told.data?.pages ?? []} />}
        {told.hasNextPage && (
          <div>
            <Button loading={told.isFetchingNextPage} onClick={() => void told.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </Stack>
    </Page>
  );
}

function Found({ pages }: { pages: readonly Trail[] }) {
  const deeds = pages.flatMap(({ items }) => items);
  const total = pages[0]?.total ?? 0;
  if (deeds.length === 0) {
    return (
      <p className="note" role="status">
        Nothing was done that fits.
      </p>
    );
  }
  return (
    <>
      <p className="note" role="status" style={{ margin: 0 }}>
        {deeds.length.toLocaleString("en")} of {total.toLocaleString("en")}, newest first.
      </p>
      <AuditTable deeds={deeds} />
    </>
  );
}

interface SoughtProps {
  search: AuditSearch;
  actions: readonly string[];
  onSearch: (search: AuditSearch) => void;
}

function Sought({ search, actions, onSearch }: SoughtProps) {
  const known = search.action === undefined ? actions : [...new Set([...actions, search.action])];
  const change = (changed: { [Field in keyof AuditSearch]?: string | undefined }): void => {
    const next = Object.entries({ ...search, ...changed }).filter(([, value]) => value !== "");
    onSearch(Object.fromEntries(next));
  };
  const changeName = useDebouncedCallback((who: string) => {
    change({ who });
  }, 300);
  return (
    <Group align="end" gap="sm">
      <TextInput
        label="Name"
        w="12rem"
        defaultValue={search.who ?? ""}
        onChange={(event) => {
          changeName(event.currentTarget.value);
        }}
      />
      <Select
        label="Action"
        w="14rem"
        placeholder="any"
        clearable
        clearButtonProps={{ "aria-label": "Any action" }}
        searchable
        data={known.map((value) => ({ value, label: inWords(value) }))}
        value={search.action ?? null}
        onChange={(action) => {
          change({ action: action ?? "" });
        }}
      />
      {(["since", "until"] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          label={end === "since" ? "From" : "To"}
          w="10rem"
          value={search[end] ?? ""}
          onChange={(event) => {
            change({ [end]: event.currentTarget.value });
          }}
        />
      ))}
    </Group>
  );
}

/** Takes all of it along, not only what is shown. */
function Saving({ search }: { search: AuditSearch }) {
  return (["csv", "json"] as const).map((format) => (
    <Button
      key={format}
      onClick={() => {
        const address = apiAddress("audit/export", { ...asked(search), format });
        attempt(() => saveAnswer(`audit.${format}`, address));
      }}
    >
      Save as {format.toUpperCase()}
    </Button>
  ));
}
