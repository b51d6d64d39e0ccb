/*
 * audit.h - the inside of nd_audit.
 */
#ifndef ND_AUDIT_H
#define ND_AUDIT_H

#include "check/accepted.h"

struct nd_audit {
    const nd_result *result;
    nd_audit_summary summary;
    uint32_t         most[ND_GATES];
    nd_buf           baseline; /* the text */
    nd_buf           accepted; /* nd_accepted, sorted by article; they borrow from it */
    nd_buf           copies;   /* nd_copy */
    uint64_t        *copy_of;  /* [document]: its place in `copies`, or ND_NONE */
};

#endif
