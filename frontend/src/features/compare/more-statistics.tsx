import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { Chart } from "@/shared/figures/chart";
import { Explained } from "@/shared/guide/guide-mark";
import { Folded } from "@/shared/page/folded";
import { Failed, Loading } from "@/shared/page/page-states";
import { GroupName } from "@/shared/tables/group-mark";
import { WideTable } from "@/shared/tables/wide-table";
import { WordsCell } from "@/shared/tables/words-cell";
import { unbroken } from "@/shared/words/numbers";

import { profileFigureQuery, seedStatisticsQuery, type StatisticsRequest } from "./api";
import classes from "./compare.module.css";
import { ObjectiveMismatch } from "./objective-mismatch";

type Statistics = Schema<"SeedStatistics">;

interface MoreStatisticsProps extends StatisticsRequest {
  /** Left out on pages that are kept: any return may be asked for. */
  onThreshold: ((threshold: number | undefined) => void) | undefined;
}

/** Medians, whole curves and who beats whom, of the real returns; asked for when it is opened. */
export function MoreStatistics({ onThreshold, ...request }: MoreStatisticsProps) {
  return (
    <Folded summary="More statistics of the real returns: median, IQM, area, who beats whom, profile">
      <Asked {...request} onThreshold={onThreshold} />
    </Folded>
  );
}

function Asked({ onThreshold, ...request }: MoreStatisticsProps) {
  const { data, isError, error, refetch } = useQuery(seedStatisticsQuery(request));
  if (data === undefined) {
    return isError ? <Failed error={error} retry={refetch} /> : <Loading what="more statistics" />;
  }
  return (
    <>
      <Table data={data} />
      <p className="note">{data.unit_words}</p>
      {data.threshold_words !== "" && <p className="note">{unbroken(data.threshold_words)}</p>}
      {onThreshold !== undefined && (
        <NumberInput
          label="Return to reach"
          description="Left empty: where the task counts as solved, if it does."
          size="xs"
          maw={280}
          hideControls
          value={request.threshold ?? ""}
          onChange={(value) => {
            onThreshold(typeof value === "number" ? value : undefined);
          }}
        />
      )}
      <Improvements data={data} />
      <ProfileFigure {...request} />
      {data.references !== "" && <p className="note">{unbroken(data.references)}</p>}
      {data.methods.map((words) => (
        <p key={words} className="note">
          {words}
        </p>
      ))}
      <ObjectiveMismatch runs={request.runs} among={request.among} step={request.step} />
    </>
  );
}

/** On request: which share of each group's runs ends above each return. */
function ProfileFigure(request: StatisticsRequest) {
  const [isOpen, setIsOpen] = useState(false);
  return isOpen ? (
    <DrawnProfile {...request} />
  ) : (
    <Button
      size="xs"
      onClick={() => {
        setIsOpen(true);
      }}
    >
      Draw the performance profile
    </Button>
  );
}

function DrawnProfile(request: StatisticsRequest) {
  const query = useQuery(profileFigureQuery(request));
  return (
    <section aria-label="Performance profile">
      <Explained about="Performance profile" section="intervals">
        <h3>Performance profile</h3>
      </Explained>
      <Chart
        query={query}
        label="Share of runs whose last return is above τ, by group, with its 95 % interval."
        height={260}
      />
    </section>
  );
}

function Table({ data }: { data: Statistics }) {
  return (
    <WideTable label="More statistics by group">
      <thead>
        <tr>
          <th scope="col">group</th>
          {data.columns.map((key) => (
            <th key={key} scope="col" className="number" title={data.definitions[key]}>
              {data.names[key]} <span className={classes["unit"]}>{data.units[key]}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.groups.map((group) => (
          <tr key={group.key}>
            <th scope="row">
              <GroupName group={group} />
            </th>
            {data.columns.map((key) => (
              <WordsCell key={key} cell={group.cells[key]} />
            ))}
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

function Improvements({ data }: { data: Statistics }) {
  if (data.improvements.length === 0) return null;
  return (
    <WideTable label="Probability of improvement">
      <thead>
        <tr>
          <th scope="col">a seed of</th>
          <th scope="col">pays more than one of</th>
          <th scope="col" className="number">
            probability (95 % interval), seeds
          </th>
        </tr>
      </thead>
      <tbody>
        {data.improvements.map(({ first, second, words }) => (
          <tr key={`${first}\n${second}`}>
            <th scope="row">{first}</th>
            <td>{second}</td>
            <td className="number">{words}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
