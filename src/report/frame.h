/*
 * frame.h - the first and the last row that every JSON Lines format has in common.
 */
#ifndef ND_FRAME_H
#define ND_FRAME_H

#include "report/writer.h"

void nd_put_json_header(nd_out *out, const nd_write_options *options);
void nd_put_json_summary(nd_out *out, const nd_summary *summary);

#endif
