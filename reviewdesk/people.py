"""What administrators do: accounts, roles, who is kept out."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.seen import DIGITS, see_same
from decisions.errors import NotFound
from decisions.fingerprints import of_values
from reviewdesk import fields, sessions
from reviewdesk.confirming import confirm
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.officers import BadOfficer, Officer
from strongroom.sessions import Role, Session


class People:
    """The list of officers and its forms. Every change wants a password again."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        now = self._wired.clock.now()
        everybody = await run_in_threadpool(self._wired.officers.everybody, now)
        return html(
            "people.html",
            session=session,
            everybody=everybody,
            roles=list(Role),
            seen={officer.id: _seen(officer) for officer in everybody},
        )

    async def act(self, request: Request, session: Session) -> Response:
        """Add an officer, change one, or drop a lost second factor."""
        form = await sessions.form_of(request, session, self._wired)

        def do() -> None:
            confirm(self._wired, session, form)
            officer_id = fields.text(form, "officer")
            match request.path_params["what"]:
                case "add":
                    self._add(officer_id, form)
                case "change":
                    if officer_id == session.officer_id:
                        message = "your own roles are another administrator's to change"
                        raise BadOfficer(message)
                    see_same(
                        fields.text(form, "seen") or "?",
                        self._seen(officer_id),
                        "this officer",
                        ["another administrator"],
                    )
                    is_barred = fields.text(form, "barred") == "yes"
                    self._wired.officers.change(
                        officer_id, _roles(form), is_barred=is_barred
                    )
                case "second-factor":
                    self._wired.officers.drop_second_factor(officer_id)
                case _:
                    message = "there is no such form"
                    raise NotFound(message)

        await run_in_threadpool(do)
        return RedirectResponse("/officers", 303)

    def _seen(self, officer_id: str) -> str:
        everybody = self._wired.officers.everybody()
        return next((_seen(one) for one in everybody if one.id == officer_id), "")

    def _add(self, officer_id: str, form: FormData) -> None:
        officers = self._wired.officers
        if officer_id in {officer.id for officer in officers.everybody()}:
            message = "there is an officer of that id already"
            raise BadOfficer(message)
        name = fields.text(form, "name") or officer_id
        password = str(form.get("first", "")) or None
        officers.add(officer_id, name, password, _roles(form))


def _seen(officer: Officer) -> str:
    """What tells a later change from what this page shows."""
    return of_values(sorted(officer.roles), officer.is_barred)[:DIGITS]


def _roles(form: FormData) -> list[Role]:
    return [Role(name) for name in fields.many(form, "role") if name in set(Role)]
