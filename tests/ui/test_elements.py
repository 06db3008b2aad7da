"""The custom elements, in a real browser; and the page without them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_row_head_ticks_its_whole_day_then_clears_it(open_page) -> None:
    page = open_page()
    boxes = page.locator("input[name=slots][value^='2-']")
    head = page.get_by_role("button", name="Tuesday")

    head.click()
    assert boxes.evaluate_all("all => all.every((box) => box.checked)")
    expect(page.locator("select-all [role=status]")).to_have_text("Slots chosen: 7")

    head.click()
    assert not boxes.evaluate_all("all => all.some((box) => box.checked)")


def test_column_head_ticks_its_part_of_every_day(open_page) -> None:
    page = open_page()

    page.get_by_role("button", name="Midday").click()

    assert page.locator("input[name=slots][value$='-noon']:checked").count() == 7


def test_week_is_filled_with_the_keyboard_alone(open_page) -> None:
    page = open_page()
    first = page.locator("input[name=slots]").first

    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    assert page.locator("input[name=slots]:checked").count() == 5


def test_week_works_without_javascript(open_page) -> None:
    page = open_page(javascript=False)

    page.locator("input[name=slots][value='2-am']").check()

    assert page.locator("input[name=slots][value='2-am']").is_checked()
    assert page.locator("select-all button").count() == 0


def test_copy_button_copies(open_page) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.locator("copy-field button").click()

    expect(page.locator("copy-field [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "https://campus.example.org/calendar/k3x9.ics"


def test_second_click_sends_nothing(open_page) -> None:
    page = open_page()
    page.evaluate("""() => {
        window.sent = 0;
        document.querySelector('form.form').dataset.once = '';
        document.addEventListener('submit', (event) => { window.sent += 1; event.preventDefault(); });
    }""")
    button = page.locator("form.form button[type=submit]")

    button.dblclick()

    assert page.evaluate("window.sent") == 1


def test_idle_lock_asks_then_quits(open_page) -> None:
    page = open_page(clock=True)

    page.clock.fast_forward("19:30")
    expect(page.locator("idle-lock dialog")).to_be_visible()

    page.clock.fast_forward("01:00")
    expect(page.locator("h1")).to_have_text("POST /quit/")


def test_idle_lock_lets_the_reader_stay(open_page) -> None:
    page = open_page(clock=True)

    page.clock.fast_forward("19:30")
    page.locator("[data-stay]").click()
    page.clock.fast_forward("18:30")

    expect(page.locator("idle-lock dialog")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("Components")


def test_menu_opens_without_javascript(open_page) -> None:
    page = open_page(width=360, javascript=False)
    links = page.locator(".site-nav")

    expect(links).to_be_hidden()
    page.locator(".menu summary").click()

    expect(links).to_be_visible()


def test_skip_link_is_the_first_stop_and_shows_itself(open_page) -> None:
    page = open_page()

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
