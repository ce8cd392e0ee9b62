"""The same points in the stores of TensorBoard and MLflow: run by the peers' own interpreter.

It imports nothing of ours, because their environment has nothing of ours.
"""

import argparse
import sqlite3
from pathlib import Path

import numpy as np

KEY = "return/real"
BEGAN, STEP = 1.7e9, 25


def curve(seed: int, points: int) -> np.ndarray:
    """A learning curve with noise, and two spikes of one step."""
    draws = np.random.default_rng(seed)
    values = 100 * (1 - np.exp(-np.linspace(0, 5, points))) + draws.normal(0, 5, points)
    values[draws.choice(points, 2, replace=False)] += 400
    return values


def tensorboard(folder: Path, runs: int, points: int) -> None:
    """A folder of event files, one for each run."""
    from tensorboard.compat.proto.event_pb2 import Event  # noqa: PLC0415 - of the peers alone
    from tensorboard.compat.proto.summary_pb2 import Summary  # noqa: PLC0415 - likewise
    from tensorboard.summary.writer.event_file_writer import EventFileWriter  # noqa: PLC0415

    for run in range(runs):
        writer = EventFileWriter(str(folder / f"run {run}"), max_queue_size=points)
        for place, value in enumerate(curve(run, points), 1):
            summary = Summary(value=[Summary.Value(tag=KEY, simple_value=value)])
            at = BEGAN + 0.1 * place
            writer.add_event(Event(wall_time=at, step=STEP * place, summary=summary))
        writer.close()


def mlflow(folder: Path, runs: int, points: int) -> None:
    """A database of its tracking server; its points are inserted as its own API stores them."""
    from mlflow import MlflowClient  # noqa: PLC0415 - of the peers alone

    file = folder / "mlflow.db"
    client = MlflowClient(f"sqlite:///{file}")
    experiment = client.create_experiment("benchmark", artifact_location=str(folder / "files"))
    made = []
    for run in range(runs):
        info = client.create_run(experiment, run_name=f"run {run}").info
        # The last point as its API logs one, so that whatever it keeps beside it is there.
        last = BEGAN + 0.1 * points
        client.log_metric(info.run_id, KEY, curve(run, points)[-1], int(1e3 * last), STEP * points)
        client.set_terminated(info.run_id)
        made.append(info.run_id)
    with sqlite3.connect(file) as database:
        for run, run_id in enumerate(made):
            rows = [
                (KEY, value, int(1e3 * (BEGAN + 0.1 * place)), run_id, STEP * place, False)
                for place, value in enumerate(curve(run, points)[:-1].tolist(), 1)
            ]
            database.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
    (folder / "runs.txt").write_text("\n".join([experiment, *made]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=("tensorboard", "mlflow"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("runs", type=int)
    parser.add_argument("points", type=int)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True)
    {"tensorboard": tensorboard, "mlflow": mlflow}[chosen.peer](
        chosen.folder, chosen.runs, chosen.points
    )
