#!/bin/sh
# What Slurm copies and starts: the command that it is given, word for word.
exec "$@"
