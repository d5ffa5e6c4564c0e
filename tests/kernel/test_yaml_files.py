from __future__ import annotations

from pathlib import Path

import pytest

from orken.kernel.yaml_files import YamlMistake, read_yaml


def written(folder: Path, text: str) -> Path:
    path = folder / "form.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_keep_their_types(tmp_path):
    text = "title: Өтінім\ndays: 10\nfrom: 2026-01-01\nshare: 0.5\nempty:\nlist: [a, b]\n"
    assert read_yaml(written(tmp_path, text)) | {"from": None} == {
        "title": "Өтінім", "days": 10, "from": None, "share": 0.5, "empty": None, "list": ["a", "b"],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["id: a\ntitle: b\nid: c\n", "form: {id: a,\n\n id: c}\n"])
def test_a_key_stated_twice_is_refused_with_both_lines(tmp_path, text):
    with pytest.raises(YamlMistake, match=r"form\.yaml, line 3: the key 'id' stands in line 1 already"):
        read_yaml(written(tmp_path, text))


def test_text_that_is_not_yaml_is_refused_with_its_place(tmp_path):
    with pytest.raises(YamlMistake, match=r"(?s)form\.yaml is not YAML: .*line 2"):
        read_yaml(written(tmp_path, "a: 1\n b: [\n"))


def test_nothing_but_data_is_built(tmp_path):
    with pytest.raises(YamlMistake, match="could not determine a constructor"):
        read_yaml(written(tmp_path, "a: !!python/object/apply:os.getcwd []\n"))
