"""The stream of changes: what is told, to whom, and how it goes on and ends."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from backend.authorisation import Owner, ShareViewer, share_viewer
from backend.db import accounts, changes, experiments, runs, shares
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.visibility import Asker, act_for
from backend.live import feed as feed_module
from backend.live.feed import Feed
from backend.live.stream import follow
from backend.secret_tokens import token_hash
from backend.spec.grid import parse
from tests.waiting import SOON

TOKEN = "token-of-the-link"


def launch(database, name="x"):
    with database.transaction() as session:
        experiment = experiments.create(session, name)
        (run,) = runs.create(session, experiment.id, [runs.NewRun(name, parse({}))])
        return run


def touch(database, run):
    with database.transaction() as session:
        changes.record(session, "series", run.id, run.id)
        return changes.latest_id(session)


@asynccontextmanager
async def following(database, principal=None, last_event_id=None, poll_seconds=0.05):
    """A stream that has said `ready`, as a function that gives the next event."""
    feed = Feed(database, poll_seconds)
    async with feed.running():
        stream = follow(feed, principal or Owner(), last_event_id)

        async def following_event():
            return await asyncio.wait_for(anext(stream), SOON)

        assert (await following_event()).event == "ready"
        following_event.feed = feed
        yield following_event
        await stream.aclose()


def test_a_change_is_told_with_its_id_and_no_data(database):
    async def check():
        run = launch(database)
        async with following(database) as next_event:
            number = await asyncio.to_thread(touch, database, run)
            event = await next_event()
            assert (event.event, event.id) == ("change", str(number))
            assert event.data.model_dump() == {
                "kind": "series",
                "id": run.id,
                "run_id": run.id,
                "version": number,
            }

    asyncio.run(check())


@pytest.mark.parametrize(("ago", "told"), [(0.0, True), (9.0, True), (11.0, False)])
def test_what_changed_while_a_page_was_asked_for_is_told_when_it_begins_to_follow(
    database, monkeypatch, ago, told
):
    async def check():
        run = launch(database)
        clock = [100.0]
        monkeypatch.setattr(feed_module, "monotonic", lambda: clock[0])
        feed = Feed(database, 0.05)
        async with feed.running():
            before = feed.arrived
            number = await asyncio.to_thread(touch, database, run)
            await feed.after(before, SOON)
            clock[0] += ago
            stream = follow(feed, Owner(), None)
            assert (await anext(stream)).event == "ready"
            later = await asyncio.to_thread(touch, database, run)
            event = await asyncio.wait_for(anext(stream), SOON)
            assert event.id == str(number if told else later)
            await stream.aclose()

    asyncio.run(check())


@pytest.mark.postgres
def test_postgresql_wakes_the_feed_at_once(postgres_address, request, tmp_path):
    database = Database(DatabaseSettings(data=tmp_path, database_url=postgres_address))
    request.addfinalizer(database.dispose)

    async def check():
        run = launch(database)
        async with following(database, poll_seconds=50) as next_event:
            await asyncio.sleep(0.5)
            number = await asyncio.to_thread(touch, database, run)
            while (await next_event()).id != str(number):
                pass

    asyncio.run(check())


def test_a_stream_goes_on_where_it_was_left(database):
    async def check():
        run = launch(database)
        seen, missed, newest = (touch(database, run) for _ in range(3))
        async with following(database, last_event_id=str(seen)) as next_event:
            told = {(await next_event()).id, (await next_event()).id}
            while not {str(missed), str(newest)} <= told:
                told.add((await next_event()).id)

    asyncio.run(check())


@pytest.mark.parametrize("last_event_id", ["999999", "0", "nonsense", "٣", "9" * 20])
def test_a_place_that_is_not_known_any_more_starts_over(database, last_event_id):
    async def check():
        launch(database)
        async with following(database, last_event_id=last_event_id) as next_event:
            assert (await next_event()).event == "reset"

    asyncio.run(check())


def test_a_reader_too_slow_for_what_is_kept_starts_over(database, monkeypatch):
    monkeypatch.setattr(feed_module, "KEPT", 2)

    async def check():
        run = launch(database)
        async with following(database) as next_event:
            for _ in range(4):
                await asyncio.to_thread(touch, database, run)
            await asyncio.sleep(0.5)
            assert (await next_event()).event == "reset"

    asyncio.run(check())


def link(database, run):
    with database.transaction() as session:
        shares.create(session, shares.NewShare("run", token_hash(TOKEN), run.id))
        viewer = share_viewer(session, TOKEN, "allowed")
        assert isinstance(viewer, ShareViewer)
        return viewer


def test_a_share_viewer_is_told_of_the_shared_run_alone(database):
    async def check():
        mine, other = launch(database, "mine"), launch(database, "other")
        viewer = link(database, mine)
        async with following(database, viewer) as next_event:
            await asyncio.to_thread(touch, database, other)
            await asyncio.to_thread(launch, database, "third")
            number = await asyncio.to_thread(touch, database, mine)
            event = await next_event()
            while event.id != str(number):
                assert event.data.id == mine.id
                event = await next_event()

    asyncio.run(check())


def test_a_revoked_link_ends_its_stream(database):
    async def check():
        run = launch(database)
        viewer = link(database, run)
        async with following(database, viewer) as next_event:
            with database.transaction() as session:
                share = shares.get(session, viewer.share_id)
                share.revoked_at = datetime.now(UTC)
            await asyncio.to_thread(touch, database, run)
            event = await next_event()
            while event.event == "change":
                event = await next_event()
            assert event.event == "ended"
            assert "no longer shared" in event.data["reason"]
            with pytest.raises(StopAsyncIteration):
                await next_event()

    asyncio.run(check())


def test_a_link_whose_maker_sees_its_run_no_more_ends_its_stream(database):
    async def check():
        run = launch(database)
        with database.transaction() as session:
            maker = accounts.create(session, "bob", "Bob", "editor", None)
            act_for(session, Asker(maker.id, sees_all=False))
            shares.create(session, shares.NewShare("run", token_hash(TOKEN), run.id))
        with database.reading() as session:
            viewer = share_viewer(session, TOKEN, "allowed")
        async with following(database, viewer) as next_event:
            with database.transaction() as session:
                experiments.get(session, run.experiment_id).visibility = "private"
            await asyncio.to_thread(touch, database, run)
            event = await next_event()
            while event.event == "change":
                event = await next_event()
            assert event.event == "ended"
            assert "no longer sees it" in event.data["reason"]

    asyncio.run(check())


def test_closing_the_feed_ends_its_streams(database):
    async def check():
        async with following(database) as next_event:
            next_event.feed.close()
            with pytest.raises(StopAsyncIteration):
                await next_event()

    asyncio.run(check())
