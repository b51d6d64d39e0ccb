/* head.h - lines "name: value" up to an empty one: what stands before a WARC record, and before what HTTP sends. */
#ifndef ND_HEAD_H
#define ND_HEAD_H

#include "newsdup.h"

/* Bytes up to the empty line and with it, lines ending with CR LF or LF; 0: there is none in `bytes`. Where nothing
 * before byte `from` ends a line twice, the search may begin there. */
size_t nd_head_size(nd_string bytes, size_t from);

/* The next line of *left, taken off it: 1; 0 at the end; -1: it has no colon. Blanks around the value are not of it;
 * a line that begins with a blank goes on with the one before, and is passed over. */
int nd_head_next(nd_string *left, nd_string *name, nd_string *value);

/* The first word of the value, in letters, digits and marks, up to a blank, comma or semicolon; taken off it. Empty
 * at the end. */
nd_string nd_head_word(nd_string *value);

/* Is it the word, which is in small letters, in upper or lower case? */
int nd_head_is(nd_string text, const char *word);
int nd_head_begins(nd_string text, const char *word);

/* The digits of the number that it is and nothing else: 1; 0: it is none, or more than 2^59. */
int nd_head_number(nd_string text, uint64_t *out);

/* The value of a parameter behind the first word, as charset in "text/html; charset=utf-8", without quotation marks;
 * or {NULL, 0}. */
nd_string nd_head_parameter(nd_string value, const char *name);

#endif
