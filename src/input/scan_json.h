/*
 * scan_json.h - the fields of a record that is plain JSON, without making an object of it.
 */
#ifndef ND_SCAN_JSON_H
#define ND_SCAN_JSON_H

#include "base/buf.h"
#include "input/fields.h"

/*
 * Reads one record into *out, borrowed from `bytes`, `fields` and `unescaped`, which is emptied first. Returns 1;
 * 0 if json-c has to be asked, *out being undefined; or ND_ERROR_MEMORY. What is read is what nd_fields_read gives
 * for the object that json-c makes.
 */
int nd_scan_json(nd_fields *fields, nd_buf *unescaped, nd_string bytes, nd_article *out, nd_error *error);

#endif
