import { Button, Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { sentenceOf } from "@/client/problem";
import { count } from "@/shared/words/numbers";
import { saveFile } from "@/shared/requests/downloads";
import { Explained } from "@/shared/guide/guide-mark";

import { logsQuery } from "./api";
import { clock, type Level, LEVELS, type LogLine, SHOWN, tail, written } from "./log-lines";
import classes from "./log-tail.module.css";

const NO_LINES: readonly LogLine[] = [];

interface LogTailProps {
  runId: string;
}

/** The end of a run's log. It follows what is written until the reader scrolls up. */
export function LogTail({ runId }: LogTailProps) {
  const [level, setLevel] = useState<Level>("info");
  const logs = useQuery(logsQuery(runId, level));
  const lines = logs.data?.lines ?? NO_LINES;
  return (
    <section aria-labelledby="log-title">
      <Group justify="space-between" mb="sm">
        <Explained about="Log" section="log">
          <h2 id="log-title">Log</h2>
        </Explained>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="Least serious level shown"
            data={[...LEVELS]}
            value={level}
            onChange={(value) => {
              setLevel(value);
            }}
          />
          <Button
            size="xs"
            disabled={lines.length === 0}
            onClick={() => {
              saveFile(`${runId}.log`, "text/plain", written(lines));
            }}
          >
            Download
          </Button>
        </Group>
      </Group>
      {logs.isError && lines.length === 0 ? (
        <p role="alert">The log could not be read: {sentenceOf(logs.error).title}.</p>
      ) : (
        <Lines
          lines={lines}
          empty={logs.isPending ? "Reading the log …" : (logs.data?.reason ?? "")}
        />
      )}
    </section>
  );
}

function Lines({ lines, empty }: { lines: readonly LogLine[]; empty: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const [most, setMost] = useState(SHOWN);
  const { last: visible, before } = tail(lines, most);
  const last = lines.at(-1)?.id;

  useEffect(() => {
    if (follows && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follows, last]);

  if (lines.length === 0) return <p className="soft">{empty}</p>;
  return (
    <>
      <div
        ref={box}
        className={classes.box}
        role="log"
        aria-label="Lines of the log"
        aria-live="off"
        // A box that scrolls has to be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          const isAtEnd = scrollHeight - scrollTop - clientHeight < 24;
          setFollows(isAtEnd);
          // What was asked for above goes again, or a page left open would grow with its run.
          if (isAtEnd) setMost(SHOWN);
        }}
      >
        {before > 0 && (
          <p className={classes.line}>
            <button
              type="button"
              className="link"
              onClick={() => {
                setFollows(false);
                setMost(most + SHOWN);
              }}
            >
              Show {count(Math.min(before, SHOWN))} earlier
            </button>{" "}
            of {count(before)} lines
          </p>
        )}
        {visible.map(({ id, at, level, message }) => (
          <p key={id} className={classes.line} data-level={level}>
            <time dateTime={at}>{clock(at)}</time> <span className={classes.level}>{level}</span>{" "}
            <bdi>{message}</bdi>
          </p>
        ))}
      </div>
      <p className="note">
        {follows
          ? "Follows the newest line."
          : "Stopped where you scrolled; the end follows again."}
      </p>
    </>
  );
}
