"""Figures as files, drawn by a real browser for the command line."""

import struct

from tests.e2e.test_maps import SMALL


def test_the_command_line_draws_a_figure_as_svg_and_as_png(instance, tmp_path):
    settings = [part for setting in SMALL for part in ("--set", setting)]
    told = instance.command(
        "launch", "random-data/pendulum", "--experiment", "Drawn", *settings, "--wait"
    )
    assert told.returncode == 0, told.stderr
    for form in ("svg", "png"):
        drawn = instance.command(
            "figures", "Drawn", "-f", "returns", "--format", form, "-o", tmp_path
        )
        assert drawn.returncode == 0, drawn.stderr
    drawing = (tmp_path / "returns.svg").read_text()
    assert drawing.startswith("<svg ")
    assert 'width="800" height="480"' in drawing
    assert ">real environment steps</text>" in drawing
    picture = (tmp_path / "returns.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (2400, 1440)
