"""What a run is: one definition for API, launch form, command line and learning core.

Only pydantic, a YAML reader and the standard library are imported here. Each part is a frozen model
in a module of its name; `RunSpec` (`run.py`) joins them and checks what no part can check alone.
"""
