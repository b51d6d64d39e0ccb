/* member.h - where a member of a JSON object stands in the bytes of its line. */
#ifndef ND_MEMBER_H
#define ND_MEMBER_H

#include "newsdup.h"

/* The first byte behind blanks from `at` on, or the end. */
size_t nd_member_pass_blanks(nd_string line, size_t at);

/* Finds the last member with this name in the object that the line begins with, its own members only: 1 and
 * the half-open range of bytes that takes it out, with one comma; 0 where there is none, or where the object
 * is not JSON to the letter. */
int nd_member_find(nd_string line, const char *name, size_t range[2]);

#endif
