"""A ledger of any earlier edition is brought up to date: the same rows, in both
databases, as if it had been written by this one.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from casework.publishing import bring_up_to_date
from casework.release import release
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from fixtures import recipes
from fixtures.officers import BOB, approve, review, take_in
from strongroom.database import connect_to, migrate
from strongroom.ledger import Ledger
from strongroom.tables import (
    DECISIONS,
    FILES,
    HISTORY,
    OFFICERS,
    PUBLIC,
    SET_ASIDE,
    WORDS,
)

WRITTEN = (DECISIONS, FILES, HISTORY, SET_ASIDE, PUBLIC, WORDS)
"""Tables whose rows follow from records: whatever edition wrote these."""


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", "strongroom:migrations")
    steps = ScriptDirectory.from_config(config).walk_revisions()
    return sorted(step.revision for step in steps)


@pytest.fixture
def kept(office):
    """A waiting decision, a public one, one that is gone, and a file set aside."""
    files = recipes.plain() | recipes.part_2_apart() | recipes.broken()
    for number in (1, 2):
        form = recipes.Form(
            reference=f"PCD {5000 + number}", title="Vans", summary="Two vans."
        )
        files[f"{number}.pdf"] = recipes.request(form)
    take_in(office, files)
    for number in (1, 2):
        one = DecisionId(f"pcd-{5000 + number}")
        review(office, one)
        approve(office, one)
        release(one, office=office)
    bring_up_to_date(office)
    withdraw(DecisionId("pcd-5002"), "a witness", by=BOB, office=office)
    office.officers.add("ann", "Ann", "long enough words")
    return office


def rows_of(engine: sa.Engine, table: sa.Table) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        found = connection.execute(sa.select(table)).mappings()
        return sorted((dict(row) for row in found), key=str)


def write_as_then(engine: sa.Engine, now: sa.Engine) -> None:
    """The rows of a ledger of today as an earlier edition's tables held them."""
    then = sa.MetaData()
    then.reflect(engine)
    was_public = {row["decision_id"] for row in rows_of(now, PUBLIC)}
    with engine.begin() as connection:
        for today in (*WRITTEN, OFFICERS):
            table = then.tables.get(today.name)
            if table is None:
                continue
            for row in rows_of(now, today):
                told = {k: v for k, v in row.items() if k in table.columns}
                if "ever_public" in table.columns:
                    told["ever_public"] = row["id"] in was_public
                connection.execute(sa.insert(table).values(told))


def test_a_ledger_of_each_edition_becomes_one_of_today(
    kept, ledger_url, tmp_path, request
) -> None:
    now, today = kept.store._engine, kept.store
    ids = today.in_states(())
    assert len(ids) == 4
    revisions = _revisions()
    assert revisions[0] == "0001"
    for revision in revisions:
        url = (
            f"sqlite:///{tmp_path}/{revision}.db"
            if ledger_url.startswith("sqlite")
            else request.getfixturevalue("postgres").database()
        )
        engine = connect_to(url)
        migrate(engine, revision)
        write_as_then(engine, now)
        migrate(engine)
        for table in WRITTEN:
            same = rows_of(engine, table) == rows_of(now, table)
            assert same, (revision, table.name)
        assert [row["name"] for row in rows_of(engine, OFFICERS)] == ["Ann"]
        mended = Ledger(engine)
        assert [mended.load(i) for i in ids] == [today.load(i) for i in ids]
        engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(ledger_url) -> None:
    engine = connect_to(ledger_url)
    migrate(engine)
    with engine.connect() as connection:
        told = compare_metadata(
            MigrationContext.configure(connection), DECISIONS.metadata
        )
    engine.dispose()
    assert told == []
