/** What to do about a failed run, from the reason that it gives. */

const ADVICE: readonly { sign: RegExp; words: string }[] = [
  {
    sign: /diverge|not finite|non-finite|nan\b/i,
    words:
      "A loss stopped being a number. A smaller learning rate, more weight decay or shorter rollouts usually help: start from this run and change one of them.",
  },
  {
    sign: /memory|killed by signal 9|signal 9|sigkill/i,
    words:
      "The process was out of memory or was killed from outside. A smaller model or fewer rollouts per step need less; relaunch when there is room.",
  },
  {
    sign: /lease|attempts|worker/i,
    words:
      "Its workers went away each time. See that a worker stays up, then relaunch; the spec itself may be fine.",
  },
  {
    sign: /environment|gymnasium|mujoco|import/i,
    words:
      "The environment could not be used here. The command branchpoint doctor says what is missing.",
  },
];

const OTHERWISE =
  "Read the last lines of the traceback. Start from this run to change its spec, or relaunch it as it was.";

export function failureAdvice(reason: string, attempt: number, maxAttempts: number): string {
  const advice = ADVICE.find(({ sign }) => sign.test(reason))?.words ?? OTHERWISE;
  const tries = attempt > 1 ? ` It was tried ${attempt} of ${maxAttempts} times.` : "";
  return advice + tries;
}
