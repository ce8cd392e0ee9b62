"""What a run is: one definition for the API, the launch form, the command line and the learning core.

Only pydantic and the standard library are imported here. Each part is a frozen model in a module of its name; `RunSpec`
(`run.py`) joins them and checks what no part can check alone.
"""
