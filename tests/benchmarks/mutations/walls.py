"""Walls against attacks, taken down one at a time: a test named for the attack must notice."""

from tests.benchmarks.mutations.mutation import Changes

ATTACKS = "tests/backend/attacks"
ROUTES = (f"{ATTACKS}/test_every_route.py",)
SITES = (f"{ATTACKS}/test_other_sites.py",)
LAUNCHES = (f"{ATTACKS}/test_launches.py",)
PATHS = (f"{ATTACKS}/test_paths.py",)
TEXTS = (f"{ATTACKS}/test_texts_and_sizes.py",)
PROVIDER = ("tests/backend/access/by_provider/test_provider.py",)
FROZEN = (f"{ATTACKS}/test_frozen_links.py",)
PREVIEWS = (f"{ATTACKS}/test_previews.py",)
OTHERS = (f"{ATTACKS}/test_other_people.py",)

WALLS = (
    Changes(
        "backend/http/guards.py",
        SITES,
        (("if host_name(given) not in self.hosts:", "if False:"),),
    ),
    Changes(
        "backend/http/guards.py",
        TEXTS,
        (
            ('"X-Content-Type-Options": "nosniff",', ""),
            ('"Referrer-Policy": "no-referrer",', ""),
            ("f\"style-src {styles}\",", "\"style-src 'self' 'unsafe-inline'\","),
        ),
    ),
    Changes(
        "backend/http/guards.py",
        ("tests/backend/http/test_guards.py",),
        (("if seen > self.limit:", "if False:"),),
    ),
    Changes(
        "backend/http/request_log.py",
        ("tests/backend/http/test_request_log.py",),
        (
            ('return _TOKENS.sub(r"\\1[hidden]", address)', "return address"),
            ("return given if _SAFE_ID.fullmatch(given) else", "return given if given else"),
            ('quote(scope["path"]) + (f', 'scope["path"] + (f'),
            ("structlog.contextvars.bound_contextvars(request_id=request_id)", "structlog.contextvars.bound_contextvars()"),
        ),
    ),
    Changes(
        "backend/http/connections.py",
        ("tests/backend/http/test_forwarded.py",),
        (
            ("forwarded_allow_ips=list(web.proxies),", 'forwarded_allow_ips="*",'),
        ),
    ),
    Changes(
        "backend/cli/instance/certificate.py",
        ("tests/backend/http/test_own_tls.py",),
        (("    context.check_hostname = False\n", "    context.check_hostname = False\n    context.verify_mode = ssl.CERT_NONE\n"),),
    ),
    Changes(
        "backend/access/new_session.py",
        ("tests/backend/http/test_base_path.py",),
        (('        path=web.base_path or "/",\n    )\n\n\ndef', '        path="/",\n    )\n\n\ndef'),),
    ),
    Changes(
        "backend/other_sites.py",
        SITES,
        (
            ('if headers.get("branchpoint-csrf") != "1":', "if False:"),
            ('if headers.get("sec-fetch-site", "same-origin") != "same-origin":', "if False:"),
            ("if origin is not None and _place(origin)", "if False and _place(str(origin))"),
        ),
    ),
    Changes(
        "backend/authorisation.py",
        ROUTES,
        (
            ("return _ACCESS.get(unwrap(handler), Access.OWNER)", "return Access.ANYONE"),
            ("if access is not Access.VIEWERS:", "if False:"),
            ("    if cookie is None:\n        raise SignInNeeded\n", ""),
        ),
    ),
    Changes(
        "backend/authorisation.py",
        TEXTS,
        (
            ("if share.revoked_at is not None:", "if False:"),
            ("if share.expires_at is not None and share.expires_at <= database_now(session):", "if False:"),
            ("if run_id not in found or run_id not in shown:", "if run_id not in found:"),
        ),
    ),
    Changes(
        "backend/access/new_session.py",
        SITES,
        (
            ("        httponly=True,\n        secure", "        secure"),
            ('        samesite="strict",\n        path', "        path"),
        ),
    ),
    Changes(
        "backend/db/visibility.py",
        (f"{ATTACKS}/test_other_people.py",),
        (
            ("Run, _visible_experiments(asker, Run.experiment_id)", "Run, Run.id.is_not(None)"),
            ("Share, Share.account_id == asker.account_id", "Share, Share.id.is_not(None)"),
            ('experiment.visibility == "group",', "experiment.id.is_not(None),"),
        ),
    ),
    Changes(
        "backend/authorisation.py",
        (f"{ATTACKS}/test_other_people.py",),
        (
            ("    if not reaches(owner.role, needed):", "    if False:"),
            ("least(role_named(account.role), scope)", "role_named(account.role)"),
        ),
    ),
    Changes(
        "backend/authorisation.py",
        OTHERS,
        (
            ("        return principal.maker\n", "        return None\n"),
            ("readable_run_ids(act_for(session, maker), viewer)", "readable_run_ids(session, viewer)"),
        ),
    ),
    Changes(
        "backend/db/visibility.py",
        OTHERS,
        (('sees_all=account.role == "admin"', "sees_all=True"),),
    ),
    Changes(
        "backend/live/stream.py",
        ("tests/backend/live/test_stream.py",),
        (("act_for(session, viewer.maker)", "session"),),
    ),
    Changes(
        "backend/authorisation.py",
        FROZEN,
        (
            ("if viewer.is_frozen and unwrap(request.scope[\"endpoint\"]) not in _FROZEN_TOO:", "if False:"),
            ("    if viewer.is_frozen:\n        return []\n", ""),
            ("        refuse_forbidden(links, share.expires_at)\n", "        pass\n"),
        ),
    ),
    Changes(
        "backend/publication/kept_files.py",
        FROZEN,
        (("if NAME.fullmatch(name) is None:", "if False:"),),
    ),
    Changes(
        "backend/sharing/links.py",
        FROZEN,
        (
            ('if made is None or made.state != "done":', "if made is None:"),
            ("    refuse_forbidden(policy, new.expires_at)\n", ""),
        ),
    ),
    Changes(
        "backend/page.py",
        PREVIEWS,
        (('content="{escape(text)}"', 'content="{text}"'),),
    ),
    Changes(
        "backend/figures/link_picture.py",
        PREVIEWS,
        (("            raise ShareUnknown from refusal\n", "            raise\n"),),
    ),
    Changes(
        "backend/http/request_log.py",
        PREVIEWS,
        (("|(?:/figures/links/)", ""),),
    ),
    Changes(
        "backend/runs/quota.py",
        OTHERS,
        (("if there + more > most:", "if False:"),),
    ),
    Changes(
        "backend/db/quotas.py",
        OTHERS,
        (
            ("session.execute(query, execution_options=ALL)", "session.execute(query)"),
            ("Run.status.in_([Status.QUEUED, Status.RUNNING]),", "Run.status.in_([Status.RUNNING]),"),
        ),
    ),
    Changes(
        "backend/runs/change.py",
        OTHERS,
        (("        refuse_more(session, account_id, back[account_id])\n", "        pass\n"),),
    ),
    Changes(
        "backend/access/connections.py",
        ("tests/backend/access/by_provider/test_connections.py",),
        (
            ("if _lets_in(row, issuer) and not _is_open(account, others, issuer):", "if False:"),
            ("    accounts.end_credentials(session, account.id, but=principal.session_id)\n", ""),
            ("return row.issuer == issuer", "return True"),
            ("or not principal.account_id or not principal.session_id:", "or not principal.account_id:"),
        ),
    ),
    Changes(
        "backend/access/invitations.py",
        ("tests/backend/access/test_accounts.py",),
        (
            ('    if not credentials.use_one_time(session, token_hash(token), "invitation"):\n        raise InvitationGone\n', ""),
            ("    accounts.end_credentials(session, account.id)\n", ""),
        ),
    ),
    Changes(
        "backend/beyond_loopback.py",
        ("tests/backend/cli/test_accounts.py",),
        (
            ("    if web.is_loopback or web.public_url:\n        return\n", "    return\n"),
            ("if accounts.active_administrators(session) > 0:", "if True:"),
        ),
    ),
    Changes(
        "backend/publication/places.py",
        ("tests/backend/publication/test_publish.py", "tests/backend/publication/test_whole_files.py"),
        (
            ("    if path.is_symlink():\n        raise BadTarget", "    if False:\n        raise BadTarget"),
            ("        if place.parent.is_symlink():\n", "        if False:\n"),
            ("        if whole.is_symlink():\n", "        if False:\n"),
        ),
    ),
    Changes(
        "migrations/versions/0026_audit_not_emptied.py",
        ("tests/backend/access/test_audit.py",),
        (('"CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events "\n            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()"', '"SELECT 1"'),),
    ),
    Changes(
        "backend/access/sign_in.py",
        ("tests/backend/access/test_accounts.py",),
        (
            ("if of_login >= MOST_OF_LOGIN or of_address >= MOST_OF_ADDRESS:", "if False:"),
            ("if now is not None and now.disabled_at is None:", "if now is not None:"),
        ),
    ),
    Changes(
        "backend/access/openid.py",
        PROVIDER,
        (
            ('"iss": {"essential": True, "value": self.issuer},', '"iss": {"essential": True},'),
            ('"aud": {"essential": True, "value": self._client_id},', '"aud": {"essential": True},'),
            ('"nonce": nonce,\n                "client_id"', '"client_id"'),
            ("claims.validate(leeway=LEEWAY_SECONDS)", ""),
            ('email if is_verified else ""', "email"),
            ('return said if said.get("sub") == claims["sub"] else {}', "return said"),
            ('if said["issuer"] != self.issuer:', "if False:"),
            ('"code_verifier": verifier,\n            "client_id"', '"client_id"'),
        ),
    ),
    Changes(
        "backend/access/provider_router.py",
        PROVIDER,
        (
            ('if not compare_digest(given.get("state", "").encode(), attempt.state.encode()):', "if False:"),
            ("name=escape(web.oidc_name), reason=escape(reason.rstrip(\".\"))", 'name=web.oidc_name, reason=reason.rstrip(".")'),
        ),
    ),
    Changes(
        "backend/access/provided.py",
        PROVIDER,
        (
            ("    if accounts.find(session, login) is not None:", "    if False:"),
            ("if identity is not None and identity.account_id != account_id:", "if False:"),
            ("    if account is None or account.disabled_at is not None:\n        raise ProviderFailed(\"the account here is disabled\")\n    if identity.is_managed:", "    if identity.is_managed:"),
            ("    if role is None:\n        raise ProviderFailed(\"no rule here", "    if False:\n        raise ProviderFailed(\"no rule here"),
            ("if role == former or is_last:", "if role == former:"),
        ),
    ),
    Changes("backend/live/feed.py", TEXTS, (("if self.streams >= MOST_STREAMS:", "if False:"), ("if self._streams_of[who] >= MOST_OF_ONE:", "if False:"))),
    Changes(
        "backend/page.py",
        PATHS,
        (("file.is_file() and file.is_relative_to(folder.resolve())", "file.is_file()"),),
    ),
    Changes(
        "backend/own_presets.py",
        PATHS,
        (('r"mine/([a-z0-9][a-z0-9-]{0,59})"', 'r"(?:mine/)?(.*)"'),),
    ),
    Changes("backend/table_files.py", PATHS, (("attachment; filename", "inline; filename"),)),
    Changes("backend/figures/router.py", PATHS, (("attachment; filename", "inline; filename"),)),
    Changes(
        "backend/spec/environment.py",
        LAUNCHES,
        (("    if environment_id in ENVIRONMENTS:\n", "    if environment_id:\n"),),
    ),
    Changes("backend/spec/grid.py", TEXTS, (("if count > MAX_RUNS:", "if False:"),)),
    Changes(
        "backend/http/guards.py",
        ("tests/backend/http/test_guards.py",),
        (("detail = f\"{type(error).__name__}. The server's log", "detail = f\"{error} The server's log"),),
    ),
    Changes(
        "backend/spreadsheet_text.py",
        ("tests/backend/test_table_files.py",),
        (("FORMULA.match(cell)", "False"),),
    ),
    Changes(
        "worker/jobs/checkpoint.py",
        (*PATHS, "tests/worker/test_checkpoints.py"),
        (
            ('map_location="cpu", weights_only=True', 'map_location="cpu", weights_only=False'),
            ("if hashlib.sha256(content).hexdigest() != artifact.sha256:", "if False:"),
        ),
    ),
    Changes(
        "backend/http/connections.py",
        ("tests/backend/http/test_connections.py",),
        (("if len(open_) <= self._limits.connections:", "if True:"),),
    ),
)  # fmt: skip
