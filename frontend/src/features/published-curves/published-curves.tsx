import { Button, Chip, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { Failed, Loading } from "@/shared/page/page-states";
import { WideTable } from "@/shared/tables/wide-table";
import { count } from "@/shared/words/numbers";

import { type PublishedCurve, publishedCurvesQuery, usePublishedCurves } from "./api";
import { CurveForm } from "./curve-form";

interface PublishedCurvesProps {
  /** The task of the runs; undefined where they are of several. */
  environment: string | undefined;
  /** Whether they are drawn. */
  isDrawn: boolean;
  onDrawn: (isDrawn: boolean) => void;
}

/** Curves from papers: given once with their source, drawn dashed beside those of runs. */
export function PublishedCurves({ environment, isDrawn, onDrawn }: PublishedCurvesProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const query = useQuery(publishedCurvesQuery());
  return (
    <section aria-label="Published curves">
      <p className="reading soft">
        {environment === undefined
          ? "These runs are of several tasks, and no published curve stands beside them."
          : `Curves of ${environment} are dashed lines in the figures of their series.`}
      </p>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} retry={query.refetch} />
        ) : (
          <Loading what="published curves" />
        )
      ) : (
        <Curves curves={query.data} />
      )}
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.75rem", marginTop: "0.75rem" }}>
        <Button size="xs" onClick={open}>
          Add a published curve
        </Button>
        <Chip
          size="xs"
          radius="sm"
          variant="outline"
          checked={isDrawn}
          onChange={(next) => {
            onDrawn(next);
          }}
        >
          drawn in the figures
        </Chip>
      </div>
      <Modal
        opened={opened}
        onClose={close}
        title="A published curve"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <CurveForm environment={environment} onKept={close} />
      </Modal>
    </section>
  );
}

function Curves({ curves }: { curves: readonly PublishedCurve[] }) {
  const { remove } = usePublishedCurves();
  if (curves.length === 0) return <p className="note">None was given yet.</p>;
  return (
    <WideTable label="Published curves">
      <thead>
        <tr>
          <th scope="col">curve</th>
          <th scope="col">task and series</th>
          <th scope="col" className="number">
            real steps
          </th>
          <th scope="col">source</th>
          <th scope="col">
            <span className="hidden">delete</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {curves.map((curve) => (
          <tr key={curve.id}>
            <th scope="row">
              <bdi>{curve.title}</bdi>
              {!["", curve.title].includes(curve.algorithm) && (
                <span className="note"> {curve.algorithm}</span>
              )}
            </th>
            <td>
              {curve.environment}, {curve.metric}
            </td>
            <td className="number">
              {count(curve.first_step)} to {count(curve.last_step)}
            </td>
            <td>
              <Source curve={curve} />
            </td>
            <td className="number">
              <button
                type="button"
                className="link"
                aria-label={`Delete ${curve.title}`}
                onClick={() => {
                  remove.mutate(curve);
                }}
              >
                Delete
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

/** The citation; its address leads away from here, and nothing is told of where one came from. */
function Source({ curve: { source, url } }: { curve: PublishedCurve }) {
  if (!/^https?:\/\//.test(url)) return <bdi>{source}</bdi>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      <bdi>{source}</bdi>
    </a>
  );
}
