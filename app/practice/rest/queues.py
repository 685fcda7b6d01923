"""Queues and their members over REST."""

from __future__ import annotations

from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page
from app.practice.twiml.queues import GREATEST_SIZE, NAME_LIMIT, Queue, Waiting

FRONT = "Front"


def _find(sid: str) -> Queue:
    for queue in exchange.queues.values():
        if queue.sid == sid:
            return queue
    raise not_found()


def _member(queue_sid: str, who: str) -> Waiting:
    """A call that waits there, by its SID, or whoever is first."""
    for waiting in _find(queue_sid).members:
        if who in (FRONT, waiting.performance.call.sid):
            return waiting
    raise not_found()


def _free_name(name: str) -> str:
    if not 1 <= len(name) <= NAME_LIMIT:
        raise RestError(400, 20001, f"FriendlyName is 1 to {NAME_LIMIT} characters long")
    if name in exchange.queues:
        raise RestError(400, 22003, f"A queue with the name {name} already exists")
    return name


@api.get("/Queues.json")
def queues() -> shapes.Shape:
    """The queues of the account; those that were made on demand stay until they are deleted."""
    read.query(())
    found = list(exchange.queues.values())
    return page("queues", found, lambda it: it.sid, lambda it: shapes.queue(exchange, it))


@api.post("/Queues.json")
def create_queue() -> tuple[shapes.Shape, int]:
    """Make a queue before anybody is put into it."""
    form = read.form(("FriendlyName", "MaxSize"), required=("FriendlyName",))
    size = read.whole(form["MaxSize"], "MaxSize", 1, GREATEST_SIZE) if "MaxSize" in form else None
    queue = exchange.queue(_free_name(form["FriendlyName"]))
    queue.max_size = size or queue.max_size
    return shapes.queue(exchange, queue), 201


@api.get("/Queues/<sid>.json")
def fetch_queue(sid: str) -> shapes.Shape:
    """One queue."""
    read.query(())
    return shapes.queue(exchange, _find(sid))


@api.post("/Queues/<sid>.json")
def update_queue(sid: str) -> shapes.Shape:
    """Another name or another greatest size."""
    form = read.form(("FriendlyName", "MaxSize"))
    queue = _find(sid)
    size = read.whole(form["MaxSize"], "MaxSize", 1, GREATEST_SIZE) if "MaxSize" in form else queue.max_size
    if form.get("FriendlyName", queue.name) != queue.name:
        name = _free_name(form["FriendlyName"])
        del exchange.queues[queue.name]
        queue.name = name
        exchange.queues[name] = queue
    queue.max_size, queue.updated = size, exchange.now()
    return shapes.queue(exchange, queue)


@api.delete("/Queues/<sid>.json")
def delete_queue(sid: str) -> tuple[str, int]:
    """Do away with an empty queue."""
    queue = _find(sid)
    if queue.members:
        raise RestError(400, 20001, f"Queue {sid} is not empty")
    del exchange.queues[queue.name]
    return "", 204


@api.get("/Queues/<sid>/Members.json")
def members(sid: str) -> shapes.Shape:
    """Who waits in a queue, the first first."""
    read.query(())
    found = _find(sid).members
    return page("queue_members", found, lambda it: it.performance.call.sid, lambda it: shapes.member(exchange, it))


@api.get("/Queues/<sid>/Members/<who>.json")
def fetch_member(sid: str, who: str) -> shapes.Shape:
    """One who waits."""
    read.query(())
    return shapes.member(exchange, _member(sid, who))


@api.post("/Queues/<sid>/Members/<who>.json")
def dequeue(sid: str, who: str) -> shapes.Shape:
    """Take a call out of its queue and give it another document; a second time it is no longer there."""
    form = read.form(("Url", "Method"), required=("Url",))
    url, method = read.address(form["Url"], "Url"), read.method(form.get("Method", "POST"), "Method")
    waiting = _member(sid, who)
    shape = shapes.member(exchange, waiting)
    exchange.redirect(waiting.performance.call, url, method, "")
    return shape
