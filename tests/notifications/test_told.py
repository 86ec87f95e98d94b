"""Who was told of a line, on its panel and as a page."""

from tests.factories import item


def test_the_panel_shows_who_was_told_as_far_as_the_reader_may_know(launch, people, as_user):
    from notifications.services.sweep import sweep

    sweep()
    address = f"/told/items/{item(launch, 'A1').pk}/"
    assert people.marketer.name in as_user(people.planner).get(address).content.decode()
    others = as_user(people.salesperson).get(address, headers={"HX-Request": "true"})
    assert people.marketer.name not in others.content.decode()
    part = as_user(people.planner).get(address, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert as_user(people.centre_lead).get(address).status_code == 404
