"""The control API of mockismp for Python: one file, no dependencies.

Copy it beside your tests. Python from 3.9.

    from mockismp import Mockismp
    world = Mockismp().fork("mine")      # a world of this test's own
    token = world.token("940517350290")  # for the client that is tested, at world.true_api
    world.advance("10h")                 # now it is too old
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, Iterator, List, Optional, Union

JSON = Dict[str, Any]

# proxies of the environment are not asked: the emulator is on this machine or beside it
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class MockismpError(Exception):
    """A control call that was refused, or not answered by mockismp: nothing was changed."""

    def __init__(self, message: str, status: Optional[int] = None, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.status = status
        self.hint = hint


class Mockismp:
    """One world of a mockismp.

    Without arguments, what ``mockismp exec`` runs finds its own emulator.
    """

    def __init__(self, url: Optional[str] = None, token: Optional[str] = None, timeout: float = 60) -> None:
        url = url or os.environ.get("MOCKISMP_URL") or "http://127.0.0.1:8080"
        if "://" not in url:
            url = "http://" + url
        self._root, _, world = url.rstrip("/").partition("/w/")
        self._path = "/w/" + world if world else ""
        self._token = token or os.environ.get("MOCKISMP_CONTROL_TOKEN")
        self._timeout = timeout

    @property
    def url(self) -> str:
        """Address of the world."""
        return self._root + self._path

    @property
    def true_api(self) -> str:
        """Base address of its True-API, for the client that is tested."""
        return self.url + "/api/v3/true-api"

    def world(self, name: str) -> "Mockismp":
        """Another world of the same mockismp."""
        path = "" if name == "default" else "/w/" + _quoted(name)
        return Mockismp(self._root + path, self._token, self._timeout)

    def fork(self, name: str, seed: Optional[int] = None) -> "Mockismp":
        """A world of its own for a test: a copy of this one, in constant time."""
        self.call("POST", "/worlds", _given(name=name, seed=seed))
        return self.world(name)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Any control call: path stands below /_mock; a body goes out as JSON, text as it is."""
        request = urllib.request.Request(f"{self.url}/_mock{path}", method=method)
        if self._token:
            request.add_header("Authorization", "Bearer " + self._token)
        if body is not None:
            text = body if isinstance(body, str) else json.dumps(body)
            request.data = text.encode()
            request.add_header("Content-Type", "application/yaml" if isinstance(body, str) else "application/json")
        try:
            with _opener.open(request, timeout=self._timeout) as response:
                answer = response.read().decode()
                if "json" not in (response.headers.get("Content-Type") or ""):
                    return answer or None
                return json.loads(answer)
        except urllib.error.HTTPError as refused:
            raise _refusal(refused, f"{method} {self.url}/_mock{path}") from None
        except urllib.error.URLError as lost:
            raise MockismpError(f"{method} {self.url}/_mock{path} is not answered: {lost.reason}", hint="start one with: mockismp serve") from None

    def _get(self, path: str, **query: Any) -> Any:
        given = {name: _text(value) for name, value in _given(**query).items()}
        return self.call("GET", path + ("?" + urllib.parse.urlencode(given) if given else ""))

    def _one(self, path: str, **query: Any) -> Optional[JSON]:
        items = self._get(path, **query)["items"]
        return items[0] if items else None

    def _all(self, path: str, **query: Any) -> Iterator[JSON]:
        query.setdefault("limit", 1000)
        while True:
            page = self._get(path, **query)
            yield from page["items"]
            if not page.get("next"):
                return
            query["after"] = page["next"]

    def ready(self) -> JSON:
        return self._get("/ready")

    def overview(self) -> JSON:
        return self._get("")

    def worlds(self) -> List[JSON]:
        return self._get("/worlds")["items"]

    def drop_world(self, name: str) -> None:
        self.call("DELETE", "/worlds/" + _quoted(name))

    def reset(self) -> None:
        self.call("POST", "/reset")

    def snapshot(self) -> JSON:
        return self._get("/snapshot")

    def restore(self, snapshot: JSON) -> None:
        self.call("PUT", "/snapshot", snapshot)

    def add_dataset(self, dataset: Union[JSON, str]) -> JSON:
        """Adds a dataset: an object, or YAML as text."""
        return self.call("POST", "/dataset", dataset)

    def add_codes(self, csv: str, **given: str) -> JSON:
        """Adds the codes of a CSV text, one a line; given has what its columns do not say: ownerBin, status, productGroup."""
        return self.call("POST", "/codes?" + urllib.parse.urlencode(given), csv)

    def participants(self, **query: Any) -> Iterator[JSON]:
        return self._all("/participants", **query)

    def participant(self, bin: str) -> Optional[JSON]:
        return self._one("/participants", bin=bin)

    def products(self, **query: Any) -> Iterator[JSON]:
        return self._all("/products", **query)

    def product(self, gtin: str) -> Optional[JSON]:
        return self._one("/products", gtin=gtin)

    def codes(self, **query: Any) -> Iterator[JSON]:
        return self._all("/codes", **query)

    def code(self, cis: str) -> Optional[JSON]:
        return self._one("/codes", cis=cis)

    def documents(self, **query: Any) -> Iterator[JSON]:
        return self._all("/documents", **query)

    def document(self, id: str) -> JSON:
        return self._get("/documents/" + _quoted(id))

    def approve(self, id: str, accepted: Optional[List[str]] = None) -> JSON:
        """Acts as the other party; accepted names the codes of a shipment that are taken."""
        return self.call("POST", f"/documents/{_quoted(id)}/approve", None if accepted is None else {"accepted": accepted})

    def reject(self, id: str) -> JSON:
        return self.call("POST", f"/documents/{_quoted(id)}/reject")

    def withdraw(self, id: str) -> JSON:
        return self.call("POST", f"/documents/{_quoted(id)}/withdraw")

    def shipment(self, shipment: JSON) -> str:
        return self.call("POST", "/shipments", shipment)["id"]

    def generate(self, **order: Any) -> List[str]:
        """Makes codes; gives the outermost ones."""
        return self.call("POST", "/codes/generate", order)["items"]

    def utilise(self, codes: List[str]) -> None:
        self.call("POST", "/reports/utilisation", {"codes": codes})

    def aggregate(self, cis: str, package_type: str, child: List[str]) -> None:
        self.call("POST", "/reports/aggregation", {"cis": cis, "packageType": package_type, "child": child})

    def disaggregate(self, codes: List[str]) -> None:
        self.call("POST", "/reports/disaggregation", {"codes": codes})

    def drop_out(self, codes: List[str], reason: str) -> None:
        self.call("POST", "/reports/dropout", {"codes": codes, "reason": reason})

    def receipt(self, receipt: JSON) -> str:
        return self.call("POST", "/receipts", receipt)["documentId"]

    def top_up(self, bin: str, product_group: str, amount: int) -> JSON:
        return self.call("POST", f"/accounts/{_quoted(bin)}/topup", {"productGroup": product_group, "amount": amount})

    def token(self, bin: str) -> str:
        """A token of the True-API, without the ceremony of a signature."""
        return self.call("POST", "/tokens", {"bin": bin})["token"]

    def key(self, **key: Any) -> JSON:
        """A test key as PKCS#12 in base64."""
        return self.call("POST", "/keys", key)

    def authority(self) -> str:
        return self._get("/ca.pem")

    def clock(self) -> JSON:
        return self._get("/clock")

    def set_clock(self, now: Optional[str] = None, frozen: Optional[bool] = None) -> JSON:
        return self.call("PUT", "/clock", _given(now=now, frozen=frozen))

    def advance(self, by: str) -> JSON:
        """Moves time on by 90s, 36h, 5d …"""
        return self.call("POST", "/clock/advance", {"by": by})

    def advance_until(self, until: str) -> JSON:
        """Moves time on until a time, or until time does nothing more to document:ID."""
        return self.call("POST", "/clock/advance", {"until": until})

    def upcoming(self, **query: Any) -> List[JSON]:
        return self._get("/clock/upcoming", **query)["items"]

    def requests(self, **query: Any) -> List[JSON]:
        """The journal, newest first."""
        return self._get("/requests", **query)["items"]

    def count_requests(self, **filter: Any) -> int:
        return self.call("POST", "/requests/count", filter)["count"]

    def wait_for_requests(self, **query: Any) -> JSON:
        """Waits until requests have come in that fit; count and timeout (10s) are optional."""
        return self._get("/requests/wait", **query)

    def clear_requests(self) -> None:
        self.call("DELETE", "/requests")

    def faults(self) -> List[JSON]:
        return self._get("/faults")["items"]

    def add_fault(self, **fault: Any) -> List[JSON]:
        return self.call("POST", "/faults", fault)["items"]

    def drop_fault(self, id: str) -> None:
        self.call("DELETE", "/faults/" + _quoted(id))

    def clear_faults(self) -> None:
        self.call("DELETE", "/faults")

    def outcomes(self) -> List[JSON]:
        """How the next documents and orders fare."""
        return self._get("/outcomes")["items"]

    def add_outcome(self, **outcome: Any) -> JSON:
        return self.call("POST", "/outcomes", outcome)

    def drop_outcome(self, id: str) -> None:
        self.call("DELETE", "/outcomes/" + _quoted(id))

    def clear_outcomes(self) -> None:
        self.call("DELETE", "/outcomes")

    def bots(self) -> List[JSON]:
        """The other party, which answers by itself."""
        return self._get("/bots")["items"]

    def add_bot(self, do: str, **bot: Any) -> JSON:
        return self.call("POST", "/bots", dict(bot, do=do))

    def drop_bot(self, id: str) -> None:
        self.call("DELETE", "/bots/" + _quoted(id))

    def clear_bots(self) -> None:
        self.call("DELETE", "/bots")

    def scenarios(self) -> JSON:
        """The scenarios that come with mockismp, and which is running."""
        return self._get("/scenarios")

    def start_scenario(self, name: str, yaml: Optional[str] = None) -> JSON:
        """Starts one of them, or the one that yaml says."""
        return self.call("POST", "/scenarios/" + _quoted(name) + "/start", yaml)

    def stop_scenario(self) -> None:
        self.call("POST", "/scenarios/stop")

    def coverage(self) -> JSON:
        """What the requests of the journal touched."""
        return self._get("/coverage")

    def doctor(self) -> JSON:
        """What the requests of the journal tell about the client."""
        return self._get("/doctor")

    def explain(self, document: Any, bin: str, type: Optional[str] = None, signature: Optional[str] = None) -> JSON:
        return self.call("POST", "/explain", _given(document=document, bin=bin, type=type, signature=signature))

    def rules(self) -> List[JSON]:
        return self._get("/rules")["items"]

    def set_rules(self, rules: Dict[str, str]) -> List[JSON]:
        return self.call("PUT", "/rules", rules)["items"]

    def fidelity(self) -> List[JSON]:
        return self._get("/fidelity")["items"]

    def dictionaries(self) -> List[JSON]:
        return self._get("/dictionaries")["items"]

    def dictionary(self, name: str) -> JSON:
        return self._get("/dictionaries/" + _quoted(name))


def _given(**values: Any) -> JSON:
    return {name: value for name, value in values.items() if value is not None}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(segment: str) -> str:
    return urllib.parse.quote(segment, safe="")


def _refusal(refused: urllib.error.HTTPError, call: str) -> MockismpError:
    text = refused.read().decode(errors="replace")
    try:
        answer = json.loads(text)
        return MockismpError(answer["error"], refused.code, answer.get("hint", ""))
    except (ValueError, KeyError, TypeError):
        return MockismpError(f"what answers {call} is not mockismp: {refused.code}, {text[:100]}", refused.code)
