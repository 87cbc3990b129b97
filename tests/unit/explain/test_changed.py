"""A stale page says where it differs, in the words of its headings and steps."""

from drplan.explain.changed import headings_changed

PAGE = """# High School

## First actions

- [ ] **hs.first-1** Write down the time.

- [ ] **hs.first-2** Call.

## Data

```sh
# no heading
echo 1
```
"""


def changed(*swaps):
    after = PAGE
    for old, new in swaps:
        assert old in after
        after = after.replace(old, new)
    return headings_changed(PAGE.encode(), after.encode())


def test_the_same_page_names_nothing():
    assert changed() == ""


def test_a_step_and_a_heading_are_named():
    assert changed(("Call.", "Call again."), ("echo 1", "echo 2")) == "hs.first-2, Data"


def test_what_stands_in_a_command_is_no_heading():
    assert changed(("# no heading", "# another")) == "Data"


def test_what_came_and_what_went_is_told():
    assert changed(("## Data", "## Copies")) == "Copies is new, Data is gone"


def test_many_changes_are_counted():
    many = "\n".join(f"## Part {number}\n\nText" for number in range(9))
    assert (
        headings_changed(b"", many.encode())
        == "Part 0 is new, Part 1 is new, Part 2 is new and 6 other parts"
    )


def test_bytes_that_are_no_text_do_not_stop_it():
    assert headings_changed(b"\xff\xfe", PAGE.encode())
