"""Asking, talking it over, deciding: what each side sees, and that nothing crosses over."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from limits.actors import OPERATOR, actor
from limits.changes import ChangeLimit, change_limit, scheduled_changes
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from views.forms import ask, change_form
from views.server import place

WAITING = "summit-hvac-open-1"  # eight more for the trucks' campaign


def test_the_answer_comes_while_the_form_is_filled_in(glance: Open) -> None:
    app = glance(SUPER_USER, section="Requests")
    assert "● **There is room: 5 more fit the network limit of 180 from November 2026 on.**" in texts(sound(app))
    ways = next(f.value for f in app.dataframe if "If filled" in f.value)
    assert list(ways[""]) == ["Used, number-months", "Over, number-months", "Overage risk", "First over"]  # no money
    app.number_input(key=ask.MORE).set_value(200).run()
    said = texts(sound(app))
    assert "There is room" not in said
    assert "200" in next(text for text in said.splitlines() if text.startswith(("◑", "■")))


def test_a_request_is_filed_and_a_second_one_refused_in_words(look: Open) -> None:
    app = look(VIEWER, section="Requests")
    app.number_input(key=ask.MORE).set_value(100)
    app.text_area(key=ask.REASON).set_value("<b>a second fleet</b>").run()
    app.button(key="ask.file").click().run()
    said = texts(sound(app))
    assert "was sent; Nora Feld has been told." in said
    assert "\\<b\\>a second fleet\\</b\\>" in said
    app.text_area(key=ask.REASON).set_value("again").run()
    app.button(key="ask.file").click().run()
    assert "for this limit is open since" in "".join(e.value for e in sound(app).error)


def test_a_request_without_a_reason_is_refused_in_words(glance: Open) -> None:
    app = glance(VIEWER, section="Requests")
    app.button(key="ask.file").click().run()
    assert "needs a reason" in sound(app).error[0].value


def decide(app: AppTest, how: str, **fields: object) -> AppTest:
    """Opens the window of a decision, types what is given by name, and confirms."""
    app.button(key=f"requests.{how}").click().run()
    for name, value in fields.items():
        widget = app.text_area if name == "answer" else app.number_input if name == "to" else app.text_input
        if name == "on":
            widget = app.segmented_control
        widget(key=f"decide.{name}.{how}.{WAITING}").set_value(value).run()
    return app.button(key=f"decide.ok.{how}.{WAITING}").click().run()


def test_a_csm_grants_a_part_and_the_customer_reads_the_answer_not_the_note(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    said = texts(sound(app))
    assert "Eight new trucks need a number each." in said
    app.button(key="requests.part").click().run()
    app.number_input(key=f"decide.to.part.{WAITING}").set_value(9).run()
    assert "9 is no part of what was asked" in texts(sound(app))
    assert "goes from 42 to" not in texts(app)
    decide(app, "part", to=46, on="Now", note="they may leave us", answer="Four now, four in spring.")
    assert "Granted 4 of 8 to Summit Ridge Heating" in texts(sound(app))
    changes = look(CSM, "network", network="summit-hvac", section="History").dataframe[0].value
    assert (changes["To"].iloc[0], changes["Reason"].iloc[0]) == (46, "they may leave us")
    seen = look(VIEWER, section="Requests")
    answers = " ".join(str(v) for frame in seen.dataframe for v in frame.value.to_numpy().ravel())
    assert "Four now, four in spring." in answers
    assert "leave us" not in answers + texts(sound(seen))


def test_a_decided_request_reopens_with_its_evidence(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    decide(app, "decline", answer="Let us talk about the contract first.")
    assert "Declined the request of Summit Ridge" in texts(sound(app))
    again = look(PLANNER, "requests", request=WAITING)
    assert "What was known then" in texts(sound(again))
    figures = next(f.value for f in again.dataframe if "Figure" in f.value and "Limit then" in set(f.value[""]))
    assert figures.set_index("")["Figure"]["Limit then"] == "42"


def test_a_decision_without_a_note_is_refused_and_nothing_is_lost(glance: Open) -> None:
    app = glance(CSM, "requests", request=WAITING)
    decide(app, "part", answer="Welcome.")
    assert "needs a note" in sound(app).error[0].value
    assert app.text_area(key=f"decide.answer.part.{WAITING}").value == "Welcome."


def test_a_decline_owes_the_customer_an_answer_and_the_vendor_no_note(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    decide(app, "decline", note="they may leave us")
    assert app.text_area(key=f"decide.answer.decline.{WAITING}").label == "Answer to Kai Ivers (required)"
    note = app.text_input(key=f"decide.note.decline.{WAITING}")
    assert (note.label, note.value) == ("Note for colleagues (optional)", "they may leave us")
    assert "Tell Kai Ivers why not, and what would help" in texts(sound(app))
    decide(app, "decline", answer="Idle numbers first.")
    assert "Declined the request of Summit Ridge" in texts(sound(app))


def test_after_a_decision_the_list_the_address_and_the_body_name_the_same_request(look: Open) -> None:
    app = decide(look(CSM, "requests", request=WAITING), "decline", answer="Idle numbers first.")
    assert_all_name_the_same(sound(app), "Summit Ridge Heating & Air", WAITING)
    assert app.header[0].value == "Declined."
    app.button(key="requests.onward").click().run()
    onward = next(r for r in ("velvet-autos-open-1", "harbor-dental-open-1") if r in app.query_params["request"])
    assert_all_name_the_same(sound(app), {"v": "Velvet Mile Autos", "h": "Harbor Dental Group"}[onward[0]], onward)
    assert not [b for b in app.button if b.key == "requests.onward"]


def test_a_refusal_is_taken_back_on_the_spot_and_decided_anew(look: Open) -> None:
    app = decide(look(CSM, "requests", request=WAITING), "decline", answer="Idle numbers first.")
    app.button(key="requests.undo").click().run()
    assert "The refusal is taken back: it waits again." in texts(sound(app))
    assert app.header[0].value.startswith("Grant all 8")
    decide(app, "recommended")
    assert app.header[0].value == "Granted all 8."
    assert "What was known then" in texts(sound(app))


def test_a_grant_is_taken_back_on_the_spot_unless_something_newer_stands_on_it(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    decide(app, "recommended", on="Now")
    assert app.header[0].value == "Granted all 8."
    app.button(key="requests.undo").click().run()
    assert "The limit of campaign Truck signs is 42 again. The request waits again." in texts(sound(app))
    assert app.header[0].value.startswith("Grant all 8")
    decide(app, "recommended", on="Now")
    newer = ChangeLimit("summit-hvac", "campaign", 70, "more still", "trucks")
    change_limit(place.store(), actor(place.store(), CSM), newer)
    app.button(key="requests.undo").click().run()
    assert ":red[:material/error: The grant cannot be taken back" in texts(sound(app))
    assert app.header[0].value == "Granted all 8."


def assert_all_name_the_same(app: AppTest, network: str, request_id: str) -> None:
    """The open row of the list, the address, and the heading of the body."""
    assert app.query_params["request"] in (request_id, [request_id])
    assert app.subheader[0].value.startswith(f"{network} asks for")
    assert f"**{network}**" in app.button(key=f"inbox.{request_id}").label
    assert request_id in texts(app)


def test_what_is_recommended_is_granted_with_what_stands_in_the_window_already(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    assert app.header[0].value == "Grant all 8: the limit of campaign Truck signs goes to 50."
    decide(app, "recommended")
    assert "Granted all 8 to Summit Ridge Heating" in texts(sound(app))
    assert app.header[0].value == "Granted all 8."
    assert "Hi Kai, from 1 Dec 2026 you can use 8 more numbers: the limit of campaign Truck signs is 50 then." in texts(
        app
    )


def test_the_letter_says_until_when_the_numbers_are_granted(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    with place.store().transaction() as cursor:
        cursor.execute("UPDATE requests SET until_month = '2027-02-01' WHERE request_id = $1", WAITING)
    app.button(key="requests.recommended").click().run()
    letter = app.text_area(key=f"decide.answer.recommended.{WAITING}").value
    assert letter.startswith("Hi Kai, from 1 Dec 2026 until the end of Feb 2027 you can use 8 more numbers: the limit")


def test_what_the_window_and_the_letter_say_of_a_grant_over_two_periods_is_what_is_made(look: Open) -> None:
    """135 numbers are free in the first period and 35 in the second: 200 more are a limit of 1,050, then of 1,150."""
    request = "meridian-home-open-1"
    look(CSM)
    store = place.store()
    with store.reading() as cursor:
        csm = cursor.value("SELECT csm_email FROM networks WHERE network_id = 'meridian-home'")
    app = look(csm, "requests", request=request)
    app.button(key="requests.all").click().run()
    said = texts(sound(app))
    assert "goes from 985 to **1,050** (+65) on 1 Dec 2026, then to **1,150** from 1 Mar 2027." in said
    assert "runs 1,079 number-months over" in "".join(e.value for e in app.error)
    letter = app.text_area(key=f"decide.answer.all.{request}").value
    assert letter.endswith(
        "from 1 Dec 2026 you can use 200 more dynamic numbers: the dynamic limit is 1,050 then, and 1,150 from "
        "1 Mar 2027."
    )
    app.text_input(key=f"decide.note.all.{request}").set_value("agreed on the phone").run()
    next(box for box in app.checkbox if "beyond what is safe" in box.label).check().run()
    app.button(key=f"decide.ok.all.{request}").click().run()
    assert not sound(app).error
    waiting = [c for c in scheduled_changes(store, OPERATOR, "meridian-home") if c.status == "waiting"]
    assert [(c.new_limit, c.on_date) for c in waiting] == [(1050, dt.date(2026, 12, 1)), (1150, dt.date(2027, 3, 1))]


def test_what_was_not_opened_yet_is_marked(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    assert ":blue[●]" not in app.button(key=f"inbox.{WAITING}").label
    assert ":blue[●]" in app.button(key="inbox.velvet-autos-open-1").label
    again = look(CSM, "requests", request="velvet-autos-open-1")
    assert ":blue[●]" not in again.button(key=f"inbox.{WAITING}").label


def test_several_are_granted_with_one_confirmation_and_what_failed_stays_chosen(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    app.button(key="requests.choose").click().run()
    others = [b.key.removeprefix("inbox.mark.") for b in app.checkbox if str(b.key).startswith("inbox.mark.")]
    app.checkbox(key=f"inbox.mark.{next(r for r in others if r.startswith('velvet'))}").check().run()
    assert "**2 chosen** :gray[Velvet Mile Autos, Summit Ridge Heating" in texts(sound(app))
    app.button(key="together.open_it").click().run()
    said = texts(sound(app))
    assert ": Grant all 8** :gray[Kai Ivers]" in said
    assert "goes from 42 to **50** (+8) on 1 Dec 2026" in said
    assert "**Velvet Mile Autos: Grant " in said
    change_limit(place.store(), actor(place.store(), CSM), ChangeLimit("velvet-autos", "dynamic", 75, "meanwhile"))
    app.button(key="together.ok.grant").click().run()
    said = texts(sound(app))
    assert "Granted 1 request: Summit Ridge Heating" in said
    assert "**Velvet Mile Autos** stays open. The dynamic limit of velvet-autos was changed meanwhile" in said
    assert "**1 chosen** :gray[Velvet Mile Autos]" in said


def test_a_planner_reads_and_does_not_decide(glance: Open) -> None:
    app = glance(PLANNER, "requests", request=WAITING)
    assert "Your role can view requests but not decide them." in texts(sound(app))
    assert not [b for b in app.button if b.key and b.key.startswith(("decide.", "requests.decline"))]


def test_a_limit_tried_moves_the_figures(glance: Open) -> None:
    app = glance(PLANNER, "requests", request=WAITING)
    app.toggle(key="requests.trial").set_value(True).run()
    app.slider(key=f"trial.{WAITING}").set_value(42).run()
    assert "With a limit of 42 and all others as they are" in texts(sound(app))


def test_a_request_of_another_network_or_of_none_is_the_same_to_a_stranger(glance: Open) -> None:
    csm_of_others = "tomas.reyes@example.com"
    said = []
    for request_id in (WAITING, "R-999"):
        app = sound(glance(csm_of_others, "requests", request=request_id))
        said.append("".join(e.value for e in app.error).replace(request_id, "X"))
    assert "is not among" in said[0]
    assert said[0] == said[1]


def test_a_change_is_planned_for_a_day_and_taken_back(look: Open) -> None:
    app = look(CSM, "network", network="harbor-dental", section="Limits")
    key = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    before = int(app.number_input(key=key).value)
    far = NOW.date() + dt.timedelta(days=40)
    app.number_input(key=key).set_value(before + 10)
    app.date_input(key=key.replace(change_form.TO, change_form.ON)).set_value(far)
    app.text_area(key=key.replace(change_form.TO, change_form.REASON)).set_value("a trade fair")
    next(b for b in app.button if b.label == "Change limit").click().run()
    assert f"will be {before + 10} numbers from" in texts(sound(app))
    planned = next(f.value for f in app.dataframe if "Until" in f.value)
    assert (planned["To"].iloc[0], planned["Status"].iloc[0]) == (before + 10, "◌ waiting")
    app.text_input(key="planned.reason").set_value("called off")
    next(b for b in app.button if b.label == "Take it back").click().run()
    assert "The planned change is cancelled." in texts(sound(app))
    assert int(app.number_input(key=key).value) == before


def test_the_feed_tells_a_csm_of_a_super_users_raise_and_nobody_else(look: Open) -> None:
    quiet = texts(sound(look(CSM, "activity")))
    assert "Nothing has happened yet" in quiet
    assert "Alerts never ran" in quiet
    app = look("alex.joyce@falcon-roofing.example.org", section="Raise a campaign limit")  # runs over already
    key = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.campaign."))
    raised = int(app.number_input(key=key).value) + 4
    app.number_input(key=key).set_value(raised)
    app.text_area(key=key.replace(change_form.TO, change_form.REASON)).set_value("everywhere").run()
    assert "Beyond what is safe" in texts(sound(app))
    assert next(b for b in app.button if b.label == "Raise limit").disabled
    next(c for c in app.checkbox if c.key and c.key.startswith(change_form.MEANT)).check().run()
    next(b for b in app.button if b.label == "Raise limit").click().run()
    said = f"raised to {raised}, beyond what is safe"
    assert said in texts(sound(look(CSM, "activity")))
    assert said not in texts(sound(look("tomas.reyes@example.com", "activity")))
    assert said not in texts(sound(look(VIEWER, "activity")))


def test_the_limits_section_divides_the_limit_and_draws_its_cost_for_the_vendor(glance: Open) -> None:
    app = glance(CSM, "network", network="summit-hvac", section="Limits")
    assert "What a limit costs on either side" in texts(sound(app))
    app.toggle(key="network.divide.summit-hvac").set_value(True).run()
    shares = next(f.value for f in app.dataframe if "Share" in f.value)
    assert "left unassigned" in texts(sound(app))
    assert (shares["Share"] >= shares["Used"]).all()
    assert shares["Campaign"].iloc[-1] == "Dynamic numbers"
