"""Tables written as text: `key=value` words, because columns of quotes are hard to read in many scripts."""


def table(text: str) -> dict[str, str]:
    """`"а=a б=b"` → `{"а": "a", "б": "b"}`; the key is what stands before the last `=`."""
    pairs = (word.rpartition("=") for word in text.split())
    return {key: value for key, _, value in pairs}
