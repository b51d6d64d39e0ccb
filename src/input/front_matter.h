/*
 * front_matter.h - the fields that stand before a text: "key: value" between lines "---", or "key = value" between
 * lines "+++".
 */
#ifndef ND_FRONT_MATTER_H
#define ND_FRONT_MATTER_H

#include "input/fields.h"

/*
 * Offers the fields to `fields`, which has begun, and returns the bytes of the front matter with the line that
 * ends it: 0 when the text begins with none, and then nothing was offered. All lines but the first and last must be
 * blank, a comment (#), indented, a list's item (- ...), or a key with its value; one at least is a key.
 */
size_t nd_front_matter_read(nd_fields *fields, nd_string text);

#endif
