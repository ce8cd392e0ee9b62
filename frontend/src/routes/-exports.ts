import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";

import { publication } from "@/client/transport";
import {
  type Look,
  overHorizonFigureQuery,
  overHorizonParameters,
  type OverHorizonRequest,
} from "@/features/over-horizon/api";
import { type Curve, curveOf } from "@/features/over-horizon/curves";
import { horizonMapParameters, horizonMapQuery } from "@/features/horizon-map/api";
import type { ComparisonView } from "@/features/compare/address";
import {
  parallelParameters,
  parallelQuery,
  settingsMapParameters,
  settingsMapQuery,
  statisticsParameters,
} from "@/features/compare/api";
import { type AskedRuns, runParameters } from "@/shared/queries/asked-runs";
import { catalogQuery } from "@/shared/queries/catalog-query";
import { returnsFigureQuery, returnsParameters } from "@/features/returns/api";
import {
  trajectoriesFigureQuery,
  trajectoriesParameters,
  type TrajectoriesRequest,
} from "@/features/trajectories/api";
import { trustParameters } from "@/features/trust/api";
import type { CurveView } from "@/shared/figure-controls/curve-view";
import { saveFigureImage } from "@/shared/figures/figure-image";
import type { Figure } from "@/shared/figures/figure-theme";
import { apiAddress, saveAnswer } from "@/shared/requests/downloads";

const FORMATS = ["csv", "json", "parquet"] as const;
const RETURN_KEYS = "return/real,return/model,return/gap";

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A table of numbers in every format. */
function numberFiles(name: string, what: string, path: string, parameters: Parameters) {
  return FORMATS.map((format) => ({
    label: `${what}, ${format === "parquet" ? "Parquet" : format.toUpperCase()}`,
    act: () =>
      saveAnswer(
        `${name}-${what.replaceAll(" ", "-")}.${format}`,
        apiAddress(path, { format, ...parameters }),
      ),
  }));
}

/** A figure as pictures, and as a page that draws itself. */
function figureFiles(name: string, draw: () => Promise<{ figure: Figure }>, path: string) {
  const image = async (format: "png" | "svg") => {
    await saveFigureImage(name, (await draw()).figure, format);
  };
  return [
    { label: "PNG", act: () => image("png") },
    { label: "SVG", act: () => image("svg") },
    { label: "HTML", act: () => saveAnswer(`${name}.html`, path) },
  ];
}

type ExportRequest = OverHorizonRequest &
  CurveView & {
    threshold?: number | undefined;
    /** The group whose map is drawn. */
    map?: number | undefined;
  };

/** The files that a run or a comparison can be saved as: its numbers, and its figures. */
export function useExports(name: string, request: ExportRequest) {
  const client = useQueryClient();
  const curves = useQuery(catalogQuery()).data?.curves ?? [];
  const chosen = curveOf(curves, request.diagnostic);
  const error = curves.find(({ has_own_figure: own }) => own);
  const { smoothing, axis, returnsScale: scale, published } = request;
  const returns = { smoothing, axis, scale, part: null, published };
  const map = { ...request, group: request.map };
  const numbers = (what: string, path: string, parameters: Parameters) =>
    numberFiles(name, what, path, { ...runParameters(request), ...parameters });
  const figure = (what: string, draw: () => Promise<{ figure: Figure }>, path: string) =>
    figureFiles(`${name}-${what}`, draw, path);
  const overHorizon = (kind: Curve["key"], look: Look = {}) =>
    figure(
      kind,
      () => client.query(overHorizonFigureQuery(request, kind, look)),
      apiAddress("figures/over-horizon.html", overHorizonParameters(request, kind, look)),
    );
  return [
    ...(error === undefined
      ? []
      : [{ title: "Figure of the error", items: overHorizon(error.key, request) }]),
    {
      title: "Figure of the returns",
      items: figure(
        "returns",
        () => client.query(returnsFigureQuery(request, returns)),
        apiAddress("figures/returns.html", returnsParameters(request, returns)),
      ),
    },
    ...(chosen === undefined
      ? []
      : [
          {
            title: `Figure of the ${chosen.name}`,
            items: overHorizon(chosen.key, { scale: request.diagnosticScale }),
          },
        ]),
    {
      title: "Error by horizon and training time",
      items: figure(
        "horizon-map",
        () => client.query(horizonMapQuery(map)),
        apiAddress("figures/horizon-map.html", horizonMapParameters(map)),
      ),
    },
    {
      title: "Numbers",
      items: [
        ...(error === undefined
          ? []
          : numbers(error.key.replaceAll("-", " "), "profiles", { kind: error.key })),
        ...numbers("returns", "series", { keys: RETURN_KEYS }),
        // These are the server's, and not of the runs that a page was made of.
        ...(publication() === null
          ? numberFiles(name, "published curves", "published-curves", {})
          : []),
        ...numbers("trust", "trust", trustParameters(request)),
        ...(name === "comparison"
          ? numbers("statistics", "comparison/statistics", statisticsParameters(request))
          : []),
      ],
    },
  ];
}

/** The files of a run's trajectories: the figure as it is looked at, and all that was recorded. */
export function trajectoriesExports(client: QueryClient, request: TrajectoriesRequest) {
  const figure = figureFiles(
    `${request.run}-trajectories`,
    () => client.query(trajectoriesFigureQuery(request)),
    apiAddress("figures/trajectories.html", trajectoriesParameters(request)),
  );
  const numbers = numberFiles(request.run, "trajectories", "trajectories", { runs: request.run });
  return [{ title: "Trajectories", items: [...figure, ...numbers] }];
}

/** The files of what a comparison draws of its runs' fields. */
export function fieldExports(client: QueryClient, asked: AskedRuns, view: ComparisonView) {
  const items = figureFiles(
    "comparison-settings-map",
    () => client.query(settingsMapQuery(asked, view.cells)),
    apiAddress("figures/settings-map.html", settingsMapParameters(asked, view.cells)),
  );
  const lines = figureFiles(
    "comparison-parallel",
    () => client.query(parallelQuery(asked, view.parallel)),
    apiAddress("figures/parallel.html", parallelParameters(asked, view.parallel)),
  );
  return [
    { title: "A result by two settings", items },
    { title: "Parallel coordinates", items: lines },
  ];
}
