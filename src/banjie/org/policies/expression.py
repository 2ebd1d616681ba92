"""A FEEL expression that gives a username or a list of usernames.

It sees the form's values, `applicant` (username, name, department, post, roles) and now(). What it gives
beside texts is left out; an expression that cannot be read or costs too much finds nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from banjie.feel import FeelError, compile_expression
from banjie.org.directory import Directory
from banjie.org.policies.policy import Policy
from banjie.org.request import Found, Reason, Request, texts_at


class Expression(Policy, frozen=True, tag="expression"):
    feel: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        person = directory.person(request.applicant)
        applicant = {
            "username": request.applicant,
            "name": person.name if person else None,
            "department": person.department if person else None,
            "post": person.post if person else None,
            "roles": list(person.roles) if person else [],
        }
        context = {**request.values, "applicant": applicant}
        try:
            answer = compile_expression(self.feel, context.keys()).evaluate(context, now=request.now)
        except FeelError:
            return
        for name in texts_at({"answer": answer}, "answer"):
            yield Found(name, Reason("expression", {"expression": self.feel}))
