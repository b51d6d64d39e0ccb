#!/usr/bin/env python3
"""example.py - the library from Python, without a compiled binding: articles in, groups and evidence out.

    python3 example.py FILE.jsonl

The structures are those of newsdup.h, field by field; the ABI that they were written for is in the name of the
library. NEWSDUP_LIBRARY names another file to load. Needs Python 3.6 and nothing else.
"""
import json
import os
import sys
from ctypes import (CDLL, CFUNCTYPE, POINTER, Structure, byref, c_char, c_char_p, c_double, c_int, c_int32,
                    c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p, cast, string_at)

# ---- newsdup.h -----------------------------------------------------------------------------------

ND_NO_TIME = -2**63
ND_NONE = 2**64 - 1
nd_progress_fn = CFUNCTYPE(c_int, c_void_p, c_char_p, c_uint64, c_uint64)


class nd_error(Structure):
    _fields_ = [("code", c_int32), ("message", c_char * 1020)]


class nd_string(Structure):
    """Bytes that somebody else owns: of an article ours, of a result its own, until it is freed."""
    _fields_ = [("data", c_void_p), ("size", c_size_t)]

    def __str__(self):
        return string_at(self.data, self.size).decode("utf-8", "replace") if self.data else ""


class nd_options(Structure):
    _fields_ = [("near_duplicate_coverage", c_double), ("excerpt_coverage", c_double), ("passage_words", c_uint32),
                ("min_words", c_uint32), ("across", c_int), ("within_days", c_uint32), ("jobs", c_uint32),
                ("keep", c_char_p), ("without_pairs", c_int), ("with_differences", c_int), ("all_pairs", c_int),
                ("progress", nd_progress_fn), ("progress_context", c_void_p)]


class nd_article(Structure):
    _fields_ = [(name, nd_string) for name in ("id", "text", "title", "url", "date", "lang", "outlet")] + [
        ("time", c_int64), ("source", c_uint64), ("is_repaired", c_int)]


class nd_document(Structure):
    _fields_ = [("index", c_uint64), ("source", c_uint64)] + [
        (name, nd_string) for name in ("id", "title", "url", "date", "lang", "outlet")] + [
        ("time", c_int64), ("digest", c_uint8 * 16), ("words", c_uint32), ("role", c_int), ("rule", c_char_p),
        ("cluster", c_uint64), ("story", c_uint64), ("canonical", c_uint64), ("via", c_uint64),
        ("coverage", c_double), ("canonical_coverage", c_double), ("jaccard", c_double), ("passages", c_uint32),
        ("passage_words", c_uint32), ("passage_count", c_uint32), ("figures_changed", c_uint32),
        ("is_reference", c_int)]


class nd_passage(Structure):
    _fields_ = [("at", c_uint64 * 2), ("in_", c_uint64 * 2), ("words", c_uint32), ("story_words", c_uint32)]


class nd_group(Structure):
    _fields_ = [("index", c_uint64), ("kind", c_int), ("id", c_char * 24), ("size", c_uint64), ("copies", c_uint64),
                ("canonical", c_uint64)]


class nd_pair(Structure):
    _fields_ = [("a", c_uint64), ("b", c_uint64), ("relation", c_int), ("coverage_a", c_double),
                ("coverage_b", c_double), ("jaccard", c_double), ("passages", c_uint32),
                ("longest_passage_words", c_uint32), ("figures_changed", c_uint32), ("note", c_char_p)]


library = CDLL(os.environ.get("NEWSDUP_LIBRARY", "libnewsdup.so.0.1"))


def declare(name, result, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


nd_options_init = declare("nd_options_init", None, POINTER(nd_options))
nd_role_name = declare("nd_role_name", c_char_p, c_int)
nd_relation_name = declare("nd_relation_name", c_char_p, c_int)
nd_corpus_new = declare("nd_corpus_new", c_void_p, POINTER(nd_options), POINTER(nd_error))
nd_corpus_free = declare("nd_corpus_free", None, c_void_p)
nd_corpus_add = declare("nd_corpus_add", c_int, c_void_p, POINTER(nd_article), POINTER(nd_error))
nd_corpus_run = declare("nd_corpus_run", c_int, c_void_p, POINTER(c_void_p), POINTER(nd_error))
nd_result_free = declare("nd_result_free", None, c_void_p)
nd_result_document = declare("nd_result_document", None, c_void_p, c_uint64, POINTER(nd_document))
nd_result_next_story = declare("nd_result_next_story", c_int, c_void_p, POINTER(c_uint64), POINTER(nd_group))
nd_result_next_cluster = declare("nd_result_next_cluster", c_int, c_void_p, c_uint64, POINTER(c_uint64),
                                 POINTER(nd_document))
nd_result_next_member = declare("nd_result_next_member", c_int, c_void_p, c_uint64, POINTER(c_uint64),
                                POINTER(nd_document))
nd_result_next_passage = declare("nd_result_next_passage", c_int, c_void_p, c_uint64, POINTER(c_uint64),
                                 POINTER(nd_passage))
nd_result_next_pair = declare("nd_result_next_pair", c_int, c_void_p, POINTER(c_uint64), POINTER(nd_pair))

# ---- in the manner of Python ---------------------------------------------------------------------


def check(is_good, error):
    if not is_good:
        raise RuntimeError(error.message.decode())


def each(function, kind, *where):
    """What an iterator of the library gives, a new structure each time."""
    position, item = c_uint64(0), kind()
    while function(*where, byref(position), byref(item)):
        yield item
        item = kind()


def article_of(fields):
    """An article, and the bytes that it refers to, which have to live as long."""
    article = nd_article(time=ND_NO_TIME)
    held = {name: str(fields[name]).encode() for name in ("id", "text", "title") if fields.get(name)}
    for name, value in held.items():
        getattr(article, name).data = cast(value, c_void_p).value
        getattr(article, name).size = len(value)
    return article, held


def find_copies(records, progress):
    """The result of the library, to be freed."""
    error, options, result = nd_error(), nd_options(), c_void_p()
    nd_options_init(byref(options))
    options.keep = b"longest"
    options.progress = nd_progress_fn(progress)
    corpus = nd_corpus_new(byref(options), byref(error))
    check(corpus, error)
    try:
        for fields in records:
            article, held = article_of(fields)
            check(nd_corpus_add(corpus, byref(article), byref(error)) == 0, error)
        check(nd_corpus_run(corpus, byref(result), byref(error)) == 0, error)
    finally:
        nd_corpus_free(corpus)
    return result


def print_member(result, member, text):
    role = nd_role_name(member.role).decode()
    print("  %-16s %s, %d words" % (role, member.id, member.words), end="")
    if member.canonical == ND_NONE:
        print()
        return
    other = nd_document()
    nd_result_document(result, member.canonical, byref(other))
    print(", %.0f%% of them in %s" % (100 * member.coverage, other.id))
    for passage in each(nd_result_next_passage, nd_passage, result, member.index):
        begin, end = passage.at
        quote = text.encode()[begin:end].decode("utf-8", "replace").split()
        print("%19s%d words: %s ..." % ("", passage.words, " ".join(quote[:6])))


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    stages = []
    result = find_copies(records, lambda context, stage, done, total: stages.append(stage) or 0)
    for story in each(nd_result_next_story, nd_group, result):
        print("%s: %d articles, %d copies" % (story.id.decode(), story.size, story.copies))
        for canonical in each(nd_result_next_cluster, nd_document, result, story.index):
            for member in each(nd_result_next_member, nd_document, result, canonical.index):
                print_member(result, member, records[member.index]["text"])
    relations = [nd_relation_name(pair.relation).decode() for pair in each(nd_result_next_pair, nd_pair, result)]
    print("%d pairs, %d of them near-duplicates" % (len(relations), relations.count("near-duplicate")))
    print("progress was told of: %s" % ", ".join(sorted({stage.decode() for stage in stages})))
    nd_result_free(result)


if __name__ == "__main__":
    main()
