/** The sections of the guide that marks on the page open: a test holds each against the guide. */

export const SECTIONS = {
  experiments: "launch#experiments",
  runs: "launch#the-list-of-runs",
  launch: "launch#the-form",
  compare: "recipes#compare-two-lengths-honestly",
  queue: "launch#the-queue",
  verdict: "verdicts#the-verdict",
  errorFigure: "figures#per-horizon-error",
  horizonMap: "figures#error-by-horizon-and-training-time",
  returns: "figures#real-and-model-return",
  trajectories: "figures#trajectories",
  overHorizon: "figures#over-the-horizon",
  overSteps: "figures#over-training",
  trust: "verdicts#the-table-of-trust",
  differences: "figures#what-differs",
  intervals: "figures#intervals",
  settingsMap: "figures#a-result-by-two-settings",
  parallel: "figures#parallel-coordinates",
  twoNumbers: "figures#two-numbers-of-runs",
  log: "operations#logs",
  share: "launch#sharing",
  sessions: "operations#signing-in",
  accounts: "operations#accounts",
  audit: "operations#what-was-done",
  tokens: "operations#accounts",
} as const satisfies Record<string, `${string}#${string}`>;

export type SectionName = keyof typeof SECTIONS;
