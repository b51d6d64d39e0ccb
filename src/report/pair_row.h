/* pair_row.h - a verified pair as JSON: the same row wherever pairs are written. */
#ifndef ND_PAIR_ROW_H
#define ND_PAIR_ROW_H

#include "report/writer.h"

void nd_put_json_pair(const nd_result *result, const nd_pair *pair, nd_out *out);

#endif
