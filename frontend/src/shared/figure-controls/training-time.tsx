import { Button, Slider } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useEffectEvent, useState } from "react";

import { count } from "@/shared/words/numbers";
import { useChosenAhead } from "./chosen-ahead";
import { playOn, stopAt, stopIndex, wantedAt } from "./training-steps";

import classes from "./controls.module.css";

interface TrainingTimeProps {
  /** Real steps of the evaluations there are. */
  steps: readonly number[];
  /** The evaluation wanted; undefined follows the latest. */
  step: number | undefined;
  onChange: (step: number | undefined) => void;
}

const PLAY_MS = 450;
/** For whoever asked for less motion: time to look at each evaluation. */
const CALM_MS = 1500;

/** Moves a figure over training time, from evaluation to evaluation. */
export function TrainingTime({ steps, step: kept, onChange }: TrainingTimeProps) {
  const { shown: step, choose } = useChosenAhead(kept, onChange);
  const [isPlaying, setPlaying] = useState(false);
  const pause = useReducedMotion() ? CALM_MS : PLAY_MS;
  const advance = useEffectEvent(() => {
    const { wanted, done } = playOn(steps, step);
    choose(wanted);
    if (done) setPlaying(false);
  });
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      advance();
    }, pause);
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying, pause]);

  const stop = stopAt(steps, step);
  if (stop === undefined) return null;
  const words = `${count(stop)} real steps`;
  const move = (index: number) => {
    setPlaying(false);
    choose(wantedAt(steps, index));
  };
  const play = () => {
    if (step === undefined) choose(steps[0]);
    setPlaying(true);
  };
  return (
    <div className={classes.slider}>
      <Slider
        size={3}
        thumbSize={16}
        min={0}
        max={Math.max(1, steps.length - 1)}
        step={1}
        disabled={steps.length < 2}
        value={steps.length < 2 ? 1 : stopIndex(steps, step)}
        onChange={move}
        label={null}
        thumbLabel="Training time"
        thumbValueText={words}
      />
      <div className={classes.ends}>
        <span>{count(steps[0] ?? 0)}</span>
        <span className={classes.now}>
          <span>
            training time: <strong>{words}</strong>
            {step === undefined && ", the latest"}
          </span>
          <Button
            size="compact-xs"
            disabled={steps.length < 2}
            onClick={() => {
              if (isPlaying) setPlaying(false);
              else play();
            }}
          >
            {isPlaying ? "Pause" : "Play"}
          </Button>
          {step !== undefined && !isPlaying && (
            <Button
              size="compact-xs"
              onClick={() => {
                move(steps.length - 1);
              }}
            >
              Follow the latest
            </Button>
          )}
        </span>
        <span>{count(steps.at(-1) ?? 0)}</span>
      </div>
    </div>
  );
}
