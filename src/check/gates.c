/*
 * gates.c - on whole numbers, a percentage too: 1 copy in 20 articles is not over 5 %, however a machine rounds.
 */
#include "check/gates.h"

#define WHOLE 10000 /* all, in hundredths of a percent */

static const char *const names[] = {[ND_GATE_COPIES] = "max-copies", [ND_GATE_NEW] = "max-new",
                                    [ND_GATE_RATIO] = "max-ratio", [ND_GATE_CLUSTER] = "max-cluster",
                                    [ND_GATE_IDENTICAL] = "max-identical"};
_Static_assert(sizeof names / sizeof *names == ND_GATES, "a name for every gate");

static uint64_t count_of(nd_gate_kind kind, const nd_audit_summary *counted) {
    switch (kind) {
    case ND_GATE_COPIES:
    case ND_GATE_RATIO: return counted->copies;
    case ND_GATE_NEW: return counted->new_copies;
    case ND_GATE_CLUSTER: return counted->largest_cluster;
    case ND_GATE_IDENTICAL: break;
    }
    return counted->identical;
}

nd_gate nd_gate_make(nd_gate_kind kind, uint32_t most, const nd_audit_summary *counted) {
    nd_gate gate = {.kind = kind, .name = names[kind], .most = most, .count = count_of(kind, counted)};
    gate.is_passed = gate.count <= most;
    if (kind != ND_GATE_RATIO) return gate;
    gate.of = counted->articles;
    gate.is_passed = gate.count * WHOLE <= most * gate.of;
    return gate;
}
