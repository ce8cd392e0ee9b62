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
GET /sign-in
POST /sign-in
POST /sign-in/provider
POST /invitations/look
POST /invitations/accept
GET /figures/links/{token}.png
"""

LINK = """
GET /session
GET /catalog
GET /experiments/{experiment_id}
GET /runs
GET /runs/matching
GET /runs/groups
GET /runs/sparklines
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
GET /figures/horizon-map
GET /figures/horizon-map.html
GET /figures/settings-map
GET /figures/parallel
GET /figures/scatter
GET /figures/returns.html
GET /figures/over-horizon.html
GET /figures/over-steps.html
GET /figures/profile.html
GET /figures/scatter.html
GET /figures/settings-map.html
GET /figures/parallel.html
GET /figures/trajectories.html
GET /shared
POST /shared/views
GET /shared/files/{name}
GET /events
"""

VIEWER = """
DELETE /session
GET /sessions
DELETE /sessions
DELETE /sessions/{session_id}
GET /saved-views
GET /runs/table
GET /published-curves
GET /runs/{run_id}/other-seeds
GET /runs/waiting
GET /workers
GET /queue
GET /experiments
GET /experiments/{experiment_id}/access
GET /runs/{run_id}/logs
GET /runs/{run_id}/artifacts
GET /shares
GET /publications
GET /publications/{publication_id}
GET /publications/{publication_id}/file
POST /answers
POST /password
GET /identities
POST /identities
DELETE /identities/{identity_id}
GET /metrics
GET /tokens
POST /tokens
DELETE /tokens/{token_id}
"""

EDITOR = """
POST /presets
DELETE /presets/{name}
POST /experiments
PATCH /experiments/{experiment_id}
DELETE /experiments/{experiment_id}
PATCH /experiments/{experiment_id}/access
POST /experiments/{experiment_id}/restore
POST /runs
POST /runs/text
POST /runs/text/read
POST /published-curves
DELETE /published-curves/{curve_id}
POST /published-curves/{curve_id}/restore
POST /saved-views
PATCH /saved-views/{view_id}
DELETE /saved-views/{view_id}
POST /saved-views/{view_id}/restore
POST /runs/preview
POST /runs/cancel
POST /runs/queued/cancel
PATCH /runs
POST /runs/retry
POST /runs/delete
PATCH /runs/{run_id}
DELETE /runs/{run_id}
POST /runs/{run_id}/restore
POST /runs/{run_id}/cancel
POST /runs/{run_id}/relaunch
POST /shares
DELETE /shares/{share_id}
POST /publications
DELETE /publications/{publication_id}
"""

ADMIN = """
GET /accounts
PATCH /accounts/{account_id}
POST /accounts/{account_id}/reset
POST /invitations
DELETE /invitations/{invitation_id}
GET /audit
GET /audit/export
PATCH /queue
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
