"""The kinds of field of an index, beside Haystack's own: what an engine does with each is told here."""

from haystack import indexes


class WordsField(indexes.CharField):
    """Searched by its words and kept as it is, to be shown."""

    field_type = "words"


class KeptField(indexes.CharField):
    """Kept to be shown (snippets), not searched."""

    field_type = "kept"


class KeywordField(indexes.CharField):
    """One exact value, which can be filtered on and counted."""

    field_type = "keyword"


class KeywordsField(indexes.MultiValueField):
    """Exact values, which can be filtered on."""

    field_type = "keywords"


class MomentField(indexes.IntegerField):
    """Seconds since year 1, by which results can be sorted."""

    field_type = "moment"
