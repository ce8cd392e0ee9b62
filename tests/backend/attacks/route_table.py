"""Who may call which route: the one table that the walk over the OpenAPI document is held against.

A route that is not here fails the walk. What each word lets in:

    anyone   whoever reaches the server
    link     the holder of a share link, and whoever is signed in
    viewer   whoever is signed in, as a viewer, an editor or an administrator
    editor   an editor or an administrator
    admin    an administrator
"""

ANYONE = """
GET /health
GET /ready
"""

LINK = """
GET /session
GET /catalog
GET /experiments/{experiment_id}
GET /runs
GET /runs/fields
GET /runs/filter
GET /runs/{run_id}
GET /runs/{run_id}/spec
GET /runs/{run_id}/trust
GET /trust
GET /series
GET /series/keys
GET /profiles
GET /profiles/steps
GET /trajectories
GET /comparison
GET /comparison/statistics
GET /figures/returns
GET /figures/over-steps
GET /figures/over-horizon
GET /figures/trajectories
GET /figures/objective-mismatch
GET /figures/profile
GET /figures/scatter
GET /figures/returns.html
GET /figures/over-horizon.html
GET /figures/over-steps.html
GET /figures/profile.html
GET /figures/scatter.html
GET /figures/trajectories.html
GET /shared
GET /events
"""

VIEWER = """
DELETE /session
GET /sessions
DELETE /sessions
DELETE /sessions/{session_id}
GET /workers
GET /queue
GET /experiments
GET /runs/{run_id}/logs
GET /runs/{run_id}/artifacts
GET /shares
POST /answers
"""

EDITOR = """
POST /presets
DELETE /presets/{name}
POST /experiments
PATCH /experiments/{experiment_id}
DELETE /experiments/{experiment_id}
POST /experiments/{experiment_id}/restore
POST /runs
POST /runs/preview
POST /runs/cancel
POST /runs/queued/cancel
POST /runs/tags
POST /runs/delete
PATCH /runs/{run_id}
DELETE /runs/{run_id}
POST /runs/{run_id}/restore
POST /runs/{run_id}/cancel
POST /runs/{run_id}/relaunch
POST /shares
DELETE /shares/{share_id}
"""

ADMIN = """
"""

TABLE = {
    line: who
    for who, lines in (
        ("anyone", ANYONE),
        ("link", LINK),
        ("viewer", VIEWER),
        ("editor", EDITOR),
        ("admin", ADMIN),
    )
    for line in lines.split("\n")
    if line
}
