"""Who hears of what, and that places are given back."""

from app.web.events import Listener, topic_of


def test_a_stream_hears_its_channel_and_its_subjects_only() -> None:
    listener = Listener("postgresql://nowhere.invalid/none")
    with listener.hearing(["presence", "line:7"]) as mailbox:
        for topic in ("presence:12", "line:8", "line:7", "claims"):
            listener.tell(topic)
        assert mailbox is not None
        assert [mailbox.get_nowait() for _ in range(mailbox.qsize())] == ["presence:12", "line:7"]


def test_places_are_counted_and_given_back() -> None:
    listener = Listener("postgresql://nowhere.invalid/none", capacity=1)
    with listener.hearing(["presence"]) as first, listener.hearing(["presence"]) as second:
        assert first is not None
        assert second is None
    with listener.hearing(["presence"]) as third:
        assert third is not None


def test_a_notification_names_its_subject() -> None:
    assert topic_of("presence", '"12"') == "presence:12"
    assert topic_of("line", '""') == "line"
    assert topic_of("line", "") == "line"
