import type { QueryClient } from "@tanstack/react-query";

import {
  figureParameters as horizonErrorParameters,
  horizonErrorFigureQuery,
  type HorizonErrorRequest,
} from "@/features/horizon-error/api";
import {
  diagnosticOf,
  overHorizonFigureQuery,
  overHorizonParameters,
} from "@/features/over-horizon/api";
import { returnsFigureQuery, returnsParameters } from "@/features/returns/api";
import {
  trajectoriesFigureQuery,
  trajectoriesParameters,
  type TrajectoriesRequest,
} from "@/features/trajectories/api";
import { trustParameters } from "@/features/trust/api";
import { saveFigureImage } from "@/shared/figure-image";
import type { Figure } from "@/shared/figure-theme";
import { apiAddress, saveAnswer } from "@/shared/files";

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

/** The files that a run or a comparison can be saved as: its numbers, and its figures. */
export function exportsOf(client: QueryClient, name: string, request: HorizonErrorRequest) {
  const { kind, label } = diagnosticOf(request.diagnostic);
  const runs = request.runs.join(",");
  const numbers = (what: string, path: string, parameters: Parameters) =>
    numberFiles(name, what, path, { runs, ...parameters });
  const figure = (what: string, draw: () => Promise<{ figure: Figure }>, path: string) =>
    figureFiles(`${name}-${what}`, draw, path);
  return [
    {
      title: "Figure of the error",
      items: figure(
        "horizon-error",
        () => client.query(horizonErrorFigureQuery(request)),
        apiAddress("figures/horizon-error.html", horizonErrorParameters(request)),
      ),
    },
    {
      title: "Figure of the returns",
      items: figure(
        "returns",
        () => client.query(returnsFigureQuery(request)),
        apiAddress("figures/returns.html", returnsParameters(request)),
      ),
    },
    {
      title: `Figure of the ${label}`,
      items: figure(
        kind,
        () => client.query(overHorizonFigureQuery(request)),
        apiAddress("figures/over-horizon.html", overHorizonParameters(request)),
      ),
    },
    {
      title: "Numbers",
      items: [
        ...numbers("horizon error", "profiles", { kind: "horizon-error" }),
        ...numbers("returns", "series", { keys: RETURN_KEYS }),
        ...numbers("trust", "trust", trustParameters(request)),
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
