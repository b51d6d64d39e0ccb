/*
 * gates.h - whether what was counted passes.
 */
#ifndef ND_GATES_H
#define ND_GATES_H

#include "newsdup_io.h"

/* The gate of this kind as it stands: what was counted against the most that passes. */
nd_gate nd_gate_make(nd_gate_kind kind, uint32_t most, const nd_audit_summary *counted);

#endif
